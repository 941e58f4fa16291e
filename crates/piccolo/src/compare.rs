//! Integers against floats, exactly: neither is converted where that would
//! lose digits (Lua 5.4 reference manual, section 3.4.4).

/// 2^63: the first float above all integers.
const ABOVE: f64 = 9_223_372_036_854_775_808.0;

/// Whether a float is the value of an integer.
pub fn is_integer(float: f64) -> bool {
    float >= -ABOVE && float < ABOVE && float.floor() == float
}

/// `integer == float`
pub fn equal(integer: i64, float: f64) -> bool {
    is_integer(float) && integer == float as i64
}

/// `integer < float`
pub fn less(integer: i64, float: f64) -> bool {
    if float >= ABOVE {
        true
    } else if float > -ABOVE {
        // i < f where i is whole: i < ceil(f).
        integer < float.ceil() as i64
    } else {
        // Below all integers, or NaN.
        false
    }
}

/// `integer <= float`
pub fn less_equal(integer: i64, float: f64) -> bool {
    if float >= ABOVE {
        true
    } else if float >= -ABOVE {
        integer <= float.floor() as i64
    } else {
        false
    }
}

/// `integer > float`
pub fn greater(integer: i64, float: f64) -> bool {
    !float.is_nan() && !less_equal(integer, float)
}

/// `integer >= float`
pub fn greater_equal(integer: i64, float: f64) -> bool {
    !float.is_nan() && !less(integer, float)
}
