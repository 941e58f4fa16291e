//! One test per change in `build/changes`, by the change's name. Answers are
//! those of lua5.4 where there is one.

use piccolo::{Closure, Executor, Fuel, Lua, Value};

/// Fuel that no script here needs.
const PLENTY: i32 = 2_000_000;

fn lua() -> Lua {
    Lua::core()
}

/// What a chunk called `chunk` returns or raises, as text; `fuel` where it was
/// not done with its fuel.
fn run_with(lua: &mut Lua, source: &str, budget: i32) -> Result<String, String> {
    let executor = lua
        .enter(|ctx| {
            let closure = Closure::load(ctx, Some("chunk"), source.as_bytes())
                .map_err(|error| error.to_string())?;
            Ok(ctx.stash(Executor::start(ctx, closure.into(), ())))
        })
        .map_err(|error: String| format!("{source}: {error}"))?;
    let mut left = budget;
    loop {
        let mut fuel = Fuel::with(left.min(64));
        let done = lua
            .enter(|ctx| ctx.fetch(&executor).step(ctx, &mut fuel))
            .unwrap();
        if done {
            break;
        }
        left -= left.min(64) - fuel.remaining();
        if left <= 0 {
            return Err("fuel".to_owned());
        }
    }
    lua.enter(|ctx| {
        match ctx.fetch(&executor).take_result::<Value>(ctx).unwrap() {
            Ok(value) => Ok(value.display().to_string()),
            Err(piccolo::Error::Lua(error)) => Err(error.to_string()),
            Err(error) => panic!("{source}: not a Lua value: {error}"),
        }
    })
}

fn run(source: &str) -> Result<String, String> {
    run_with(&mut lua(), source, PLENTY)
}

fn returns(rows: &[(&str, &str)]) {
    for (source, wanted) in rows {
        assert_eq!(run(source).as_deref(), Ok(*wanted), "{source}");
    }
}

fn raises(rows: &[(&str, &str)]) {
    for (source, wanted) in rows {
        let error = run(source).unwrap_err();
        assert!(error.contains(wanted), "{source}: {error}");
    }
}

#[test]
fn wrap_the_remainder_of_integers() {
    returns(&[
        ("return math.mininteger % -1", "0"),
        ("return math.mininteger % math.maxinteger", "9223372036854775806"),
        ("return math.maxinteger % math.mininteger", "-1"),
        ("return 5 % 3", "2"),
        ("return -5 % 3", "1"),
        ("return 5 % -3", "-1"),
        ("return -5 % -3", "-2"),
        ("return 6 % -3", "0"),
    ]);
}

#[test]
fn keep_the_remainder_of_floats_by_infinity() {
    returns(&[
        ("return 5.0 % math.huge", "5.0"),
        ("return -5.0 % math.huge", "inf"),
        ("return 5.5 % 2", "1.5"),
        ("return -5.5 % 2", "0.5"),
        ("return 5.5 % -2", "-0.5"),
        ("return -6.0 % 2", "-0.0"),
    ]);
}

#[test]
fn begin_random_numbers_at_the_same_seed() {
    let sample = "return math.random(1000000) .. ' ' .. math.random()";
    assert_eq!(run(sample), run(sample));
    let reseeded = "math.random() math.randomseed() return math.random(1000000)";
    assert_eq!(run(reseeded), run("return math.random(1000000)"));
}

#[test]
fn seed_the_random_numbers_on_32_bit_targets() {
    let seeded = |seed: &str| run(&format!("math.randomseed({seed}) return math.random(1000000)"));
    assert_eq!(seeded("7, 9"), seeded("7, 9"));
    assert_ne!(seeded("7, 9"), seeded("9, 7"));
}

#[test]
fn count_table_keys_above_2_31_on_32_bit_targets() {
    returns(&[(
        "local t = {} for i = 28, 40 do t[1 << i] = i t[(1 << i) + 1] = i end return t[1 << 31]",
        "31",
    )]);
}

#[test]
fn let_goto_leave_a_for() {
    returns(&[
        ("for i = 1, 5 do if i == 3 then goto out end end ::out:: return 'left'", "left"),
        ("for _, v in ipairs({1, 2}) do if v == 2 then goto out end end ::out:: return 'left'", "left"),
        (
            "local f for i = 1, 5 do local j = i f = function() return j end
             if i == 3 then goto out end end ::out:: local x, y, z = 7, 8, 9 return f()",
            "3",
        ),
        (
            "for i = 1, 3 do for j = 1, 3 do if j == 2 then goto out end end end
             ::out:: local a = 5 return a",
            "5",
        ),
        ("local n = 0 for i = 1, 5 do if i % 2 == 0 then goto next end n = n + i ::next:: end return n", "9"),
    ]);
}

#[test]
fn run_no_more_instructions_than_there_is_fuel() {
    let mut lua = lua();
    let executor = lua.enter(|ctx| {
        let source = "n = 0 while true do n = n + 1 end";
        let closure = Closure::load(ctx, None, source.as_bytes()).unwrap();
        ctx.stash(Executor::start(ctx, closure.into(), ()))
    });
    let mut fuel = Fuel::with(8);
    lua.enter(|ctx| ctx.fetch(&executor).step(ctx, &mut fuel).unwrap());
    let count = lua.enter(|ctx| ctx.get_global::<i64>("n").unwrap());
    assert!(count <= 4, "{count} rounds with 8 instructions");
}

#[test]
fn bound_the_length_of_a_concatenation() {
    raises(&[
        ("local s = 'x' while true do s = s .. s end", "too long"),
        ("local s = 'x' while true do s = s .. s .. s end", "too long"),
        (
            "local t = setmetatable({}, {__concat = function(a, b) return 'yz' end})
             local s = 'x' while #s < 40000 do s = s .. s end return s .. s .. t",
            "concatenate",
        ),
    ]);
    returns(&[("local s = 'x' for _ = 1, 16 do s = s .. s end return #s", "65536")]);
}

#[test]
fn charge_a_concatenation_by_its_length() {
    let source = "local s = 'x' for _ = 1, 15 do s = s .. s end while true do local _ = s .. 'y' end";
    let mut lua = lua();
    assert_eq!(run_with(&mut lua, source, 200_000), Err("fuel".to_owned()));
    // 32 KiB cost 1024 each: 200 of them, not 20,000.
    assert!(lua.total_memory() < 1 << 20, "{}", lua.total_memory());
}

#[test]
fn bound_chains_of_call() {
    raises(&[
        ("local t = {} setmetatable(t, {__call = t}) t()", "stack overflow"),
        ("local a, b = {}, {} setmetatable(a, {__call = b}) setmetatable(b, {__call = a}) a(1)", "stack overflow"),
    ]);
    returns(&[(
        "local f = setmetatable({}, {__call = setmetatable({}, {__call = function(...) return select('#', ...) end})})
         return f(1, 2)",
        "4",
    )]);
}

#[test]
fn raise_errors_as_strings_with_chunk_and_line() {
    raises(&[
        ("local x = nil\nreturn x.y", "chunk:2: "),
        ("local t = {}\n\nt.a.b = 5", "chunk:3: "),
        ("local function f()\n return 1 + {}\nend\nf()", "chunk:2: "),
        ("\nundefined()", "chunk:2: "),
        ("\nlocal t = setmetatable({}, {__index = 5}) return t.x", "chunk:2: "),
        ("\n\nstring.len()", "chunk:3: "),
        ("\nreturn 1 < 'x'", "chunk:2: "),
        ("\nfor i = 1, {} do end", "chunk:2: "),
    ]);
    returns(&[
        ("local ok, e = pcall(function() return nil + 1 end) return type(e)", "string"),
        ("local ok, e = pcall(error, {code = 7}) return e.code", "7"),
        ("local ok, e = pcall(string.len) return type(e)", "string"),
    ]);
}

#[test]
fn write_floats_as_lua_does() {
    returns(&[
        ("return 10 / 2", "5.0"),
        ("return 0.1 + 0.2", "0.3"),
        ("return 1 / 3", "0.33333333333333"),
        ("return 2 / 3", "0.66666666666667"),
        ("return 1e100", "1e+100"),
        ("return 1e15", "1e+15"),
        ("return 1e14", "1e+14"),
        ("return 123456789012345.0", "1.2345678901234e+14"),
        ("return 12345678901234.0", "12345678901234.0"),
        ("return 1e-5", "1e-05"),
        ("return 0.0001", "0.0001"),
        ("return 9.99999999999999999", "10.0"),
        ("return -0.0", "-0.0"),
        ("return 1 / 0", "inf"),
        ("return -1 / 0", "-inf"),
        ("return 85.5 .. '%'", "85.5%"),
        ("return 1.0 .. ''", "1.0"),
        ("return tostring(2^53)", "9.007199254741e+15"),
        ("return 2^63", "9.2233720368548e+18"),
        ("return 5e-324", "4.9406564584125e-324"),
    ]);
}
