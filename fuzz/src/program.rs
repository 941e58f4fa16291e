//! A program and how it is called, from the fuzzer's bytes.

use std::fmt;

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::Call;
use crate::grammar;

/// A policy of the grammar's.
pub struct Program {
    pub source: String,
    pub calls: Vec<Call>,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}\n{}", self.calls, self.source)
    }
}

impl<'a> Arbitrary<'a> for Program {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let calls = (0..u.int_in_range(1..=4)?)
            .map(|_| {
                Ok(Call {
                    fuel: *u.choose(&[1, 64, 1_000, 5_000, 20_000])?,
                    on_request: u.arbitrary()?,
                    cpu: metric(u)?,
                    rps: metric(u)?,
                })
            })
            .collect::<Result<Vec<Call>>>()?;
        let source = grammar::policy(u)?;
        Ok(Self { source, calls })
    }
}

fn metric(u: &mut Unstructured<'_>) -> Result<Option<f64>> {
    Ok(*u.choose(&[
        None,
        Some(0.0),
        Some(85.0),
        Some(0.5),
        Some(-1.0),
        Some(1e308),
        Some(9_007_199_254_740_993.0),
    ])?)
}
