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
    lua.enter(
        |ctx| match ctx.fetch(&executor).take_result::<Value>(ctx).unwrap() {
            Ok(value) => Ok(value.display().to_string()),
            Err(piccolo::Error::Lua(error)) => Err(error.to_string()),
            Err(error) => panic!("{source}: not a Lua value: {error}"),
        },
    )
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
        (
            "return math.mininteger % math.maxinteger",
            "9223372036854775806",
        ),
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
        ("return -1e-200 % 3e-200", "2e-200"),
        ("return 1e-200 % -3e-200", "-2e-200"),
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
    let seeded = |seed: &str| {
        run(&format!(
            "math.randomseed({seed}) return math.random(1000000)"
        ))
    };
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
        (
            "local s = 'x' while true do s = s .. s end",
            "string length overflow",
        ),
        (
            "local s = 'x' while true do s = s .. s .. s end",
            "string length overflow",
        ),
        (
            "local t = setmetatable({}, {__concat = function(a, b) return 'yz' end})
             local s = 'x' while #s < 40000 do s = s .. s end return s .. s .. t",
            "concatenate",
        ),
    ]);
    returns(&[(
        "local s = 'x' for _ = 1, 16 do s = s .. s end return #s",
        "65536",
    )]);
}

#[test]
fn charge_a_concatenation_by_its_length() {
    let source =
        "local s = 'x' for _ = 1, 15 do s = s .. s end while true do local _ = s .. 'y' end";
    let mut lua = lua();
    assert_eq!(run_with(&mut lua, source, 200_000), Err("fuel".to_owned()));
    // 32 KiB cost 1024 each: 200 of them, not 20,000.
    assert!(lua.total_memory() < 1 << 20, "{}", lua.total_memory());
    let with = |value: &str| rounds(&format!("local x = {value}"), "local _ = x .. x", 100_000);
    assert!(with("1.5") * 2 < with("'1.5'"));
}

#[test]
fn bound_chains_of_call() {
    raises(&[
        (
            "local t = {} setmetatable(t, {__call = t}) t()",
            "stack overflow",
        ),
        (
            "local a, b = {}, {} setmetatable(a, {__call = b}) setmetatable(b, {__call = a}) a(1)",
            "stack overflow",
        ),
    ]);
    returns(&[(
        "local f = setmetatable({}, {__call = setmetatable({}, {__call = function(...) return select('#', ...) end})})
         return f(1, 2)",
        "4",
    )]);
}

#[test]
fn bound_chains_of_index_and_newindex() {
    raises(&[
        (
            "local t = {} setmetatable(t, {__index = t})\nreturn t.x",
            "chunk:2: '__index' chain too long; possible loop",
        ),
        (
            "local t = {} setmetatable(t, {__newindex = t})\nt.x = 1",
            "chunk:2: '__newindex' chain too long; possible loop",
        ),
    ]);
    let chain = "local t = {x = 1} for _ = 1, 1999 do t = setmetatable({}, {__index = t}) end";
    returns(&[(&format!("{chain} return t.x"), "1")]);
}

#[test]
fn raise_errors_as_strings_with_chunk_and_line() {
    raises(&[
        ("local x = nil\nreturn x.y", "chunk:2: "),
        ("local t = {}\n\nt.a.b = 5", "chunk:3: "),
        ("local function f()\n return 1 + {}\nend\nf()", "chunk:2: "),
        ("\nundefined()", "chunk:2: "),
        (
            "\nlocal t = setmetatable({}, {__index = 5}) return t.x",
            "chunk:2: ",
        ),
        ("\n\nstring.len()", "chunk:3: "),
        ("\nreturn 1 < 'x'", "chunk:2: "),
        ("\nfor i = 1, {} do end", "chunk:2: "),
    ]);
    returns(&[
        (
            "local ok, e = pcall(function() return nil + 1 end) return type(e)",
            "string",
        ),
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

#[test]
fn keep_integers_in_strings_integers() {
    returns(&[
        ("return '10' + 1", "11"),
        ("return '10' - '3'", "7"),
        ("return '0x10' * 2", "32"),
        ("return '7' // 2", "3"),
        ("return '7' % '4'", "3"),
        ("return -'10'", "-10"),
        ("return '10' / 2", "5.0"),
        ("return '1.5' + 1", "2.5"),
        ("return 10 + '1e1'", "20.0"),
    ]);
}

#[test]
fn shift_backwards_by_negative_counts() {
    returns(&[
        ("return 1 << -1", "0"),
        ("return 8 >> -2", "32"),
        ("return 1 << 63", "-9223372036854775808"),
        ("return 1 << 64", "0"),
        ("return -1 >> 63", "1"),
        ("return 1 << math.mininteger", "0"),
        ("return 1 >> math.mininteger", "0"),
    ]);
}

#[test]
fn convert_only_floats_that_fit_into_integers() {
    raises(&[
        ("return 2^63 | 0", "no integer representation"),
        ("return 1.5 | 0", "no integer representation"),
        ("return (0/0) | 0", "no integer representation"),
    ]);
    returns(&[
        ("return -2^63 | 0", "-9223372036854775808"),
        ("local t = {} t[2^63] = 1 return t[math.maxinteger]", "nil"),
        ("local t = {} t[2^53] = 1 return t[1 << 53]", "1"),
    ]);
}

#[test]
fn compare_integers_with_floats_exactly() {
    returns(&[
        ("return 2^53 == 2^53 | 0", "true"),
        ("return (1 << 53) + 1 == 2^53", "false"),
        ("return (1 << 53) + 1 > 2^53", "true"),
        ("return 2^53 < (1 << 53) + 1", "true"),
        ("return math.maxinteger < 2^63", "true"),
        ("return math.maxinteger == 2^63", "false"),
        ("return math.mininteger == -2^63", "true"),
        ("return math.mininteger <= -2^63", "true"),
        ("return 1 < math.huge and 1 > -math.huge", "true"),
        ("return 1 < 0/0 or 1 > 0/0 or 1 <= 0/0 or 1 >= 0/0", "false"),
        (
            "return 1 < 1.5 and 2 > 1.5 and not (2 < 1.5) and -1 > -1.5",
            "true",
        ),
    ]);
}

#[test]
fn read_no_endless_strings_as_numbers() {
    raises(&[(
        "local s = '1' for _ = 1, 9 do s = s .. s end return s + 1",
        "attempt to add",
    )]);
    returns(&[("return ('0000000000000000000000000000000' .. '1') + 1", "2")]);
}

#[test]
fn read_numerals_as_lua_does() {
    returns(&[
        ("return 0xffffffffffffffff", "-1"),
        ("return 0x10000000000000001", "1"),
        ("return '-0xff' + 0", "-255"),
        ("return tonumber('inf')", "nil"),
        ("return tonumber('nan')", "nil"),
        ("return tonumber('1e1')", "10.0"),
        ("return tonumber('0x.8p1')", "1.0"),
        ("return 9223372036854775808", "9.2233720368548e+18"),
    ]);
}

#[test]
fn hash_keys_the_same_in_all_tables_of_a_process() {
    let order = "local t, s = {}, '' for _, k in ipairs({'a', 'b', 'c', 'd', 'e', 'f', 'g'}) do t[k] = 1 end
                 for k in pairs(t) do s = s .. k end return s";
    assert_eq!(run(order), run(order));
    returns(&[(
        "local t, u, s, r = {}, {}, '', '' for _, k in ipairs({'x', 'y', 'z', 'w'}) do t[k] = 1 u[k] = 1 end
         for k in pairs(t) do s = s .. k end for k in pairs(u) do r = r .. k end return r == s",
        "true",
    )]);
}

/// Nobody can choose keys that fall into one bucket of another process.
#[test]
fn hash_keys_otherwise_in_another_process() {
    const ASKED: &str = "PICCOLO_TEST_ORDER";
    let order = "local t, s = {}, '' for i = 1, 64 do t[i * 1000003] = i end
                 for _, i in pairs(t) do s = s .. ' ' .. i end return 'order' .. s .. '.'";
    let ours = run(order).unwrap();
    if std::env::var_os(ASKED).is_some() {
        println!("{ours}");
        return;
    }
    let other = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "hash_keys_otherwise_in_another_process",
            "--nocapture",
        ])
        .env(ASKED, "yes")
        .output()
        .unwrap();
    let theirs = String::from_utf8(other.stdout).unwrap();
    assert!(theirs.contains("order "), "{theirs}");
    assert!(!theirs.contains(&ours), "{theirs}");
}

#[test]
fn tell_how_many_slots_next_looks_at() {
    use piccolo::Table;
    lua().enter(|ctx| {
        let table = Table::new(&ctx);
        for key in 0..1000 {
            table.set(ctx, format!("key {key}"), 1).unwrap();
        }
        for key in 1..1000 {
            table.set(ctx, format!("key {key}"), Value::Nil).unwrap();
        }
        let mut looked_at = 0;
        let mut at = Value::Nil;
        while let piccolo::table::NextValue::Found { key, .. } =
            table.next_counting(at, &mut looked_at)
        {
            at = key;
        }
        assert!(looked_at >= 1000, "{looked_at}");
    });
}

#[test]
fn freeze_tables() {
    let mut lua = lua();
    lua.enter(|ctx| {
        let table = piccolo::Table::new(&ctx);
        table.set(ctx, "x", 1).unwrap();
        table.freeze(&ctx);
        assert!(table.is_frozen());
        ctx.set_global("frozen", table);
    });
    for source in [
        "frozen.x = 2",
        "frozen.y = 1",
        "frozen[1] = 1",
        "frozen.x = nil",
        "rawset(frozen, 'x', 2)",
    ] {
        let error = run_with(&mut lua, source, PLENTY).unwrap_err();
        assert!(error.contains("read-only"), "{source}: {error}");
    }
    assert_eq!(
        run_with(&mut lua, "return frozen.x", PLENTY).as_deref(),
        Ok("1")
    );
}

#[test]
fn count_the_rounds_of_a_for_beforehand() {
    let rounds = |header: &str| {
        let source = format!("local s, n = '', 0 for i = {header} do s = s .. i .. ' ' n = n + 1 if n == 5 then break end end return s");
        run(&source)
    };
    for (header, wanted) in [
        ("1, 3", "1 2 3 "),
        ("3, 1", ""),
        ("3, 1, -1", "3 2 1 "),
        ("1, 2, 5", "1 "),
        (
            "math.maxinteger - 1, math.maxinteger",
            "9223372036854775806 9223372036854775807 ",
        ),
        (
            "math.mininteger, math.mininteger + 1",
            "-9223372036854775808 -9223372036854775807 ",
        ),
        (
            "math.mininteger + 1, math.mininteger, -1",
            "-9223372036854775807 -9223372036854775808 ",
        ),
        (
            "math.mininteger, math.maxinteger, math.maxinteger",
            "-9223372036854775808 -1 9223372036854775806 ",
        ),
        ("1, 3.7", "1 2 3 "),
        ("1, math.huge", "1 2 3 4 5 "),
        ("1, -math.huge", ""),
        ("1, 0/0", ""),
        ("-1, -3.7, -1", "-1 -2 -3 "),
        ("1.0, 3", "1.0 2.0 3.0 "),
        ("1, 2, 0.5", "1.0 1.5 2.0 "),
        ("0.1, 0.35, 0.1", "0.1 0.2 0.3 "),
        ("'1', 2", "1.0 2.0 "),
    ] {
        assert_eq!(rounds(header).as_deref(), Ok(wanted), "{header}");
    }
    raises(&[
        ("for i = 1, 2, 0 do end", "'for' step is zero"),
        ("for i = 1.0, 2, 0 do end", "'for' step is zero"),
        (
            "for i = 1, {} do end",
            "bad 'for' limit (number expected, got table)",
        ),
        (
            "for i = nil, 1 do end",
            "bad 'for' initial value (number expected, got nil)",
        ),
        ("for i = 1, 2, print do end", "bad 'for' step"),
    ]);
    returns(&[(
        "local n = 0 for i = 1, 3 do i = i * 10 n = n + i end return n",
        "60",
    )]);
}

#[test]
fn charge_the_order_of_long_strings_by_their_length() {
    let long = "local a = 'x' for _ = 1, 15 do a = a .. a end local b, n = a .. 'y', 0 ";
    let mut lua = lua();
    let loops = format!("{long} while true do local _ = a < b end");
    assert_eq!(run_with(&mut lua, &loops, 100_000), Err("fuel".to_owned()));
    let counted =
        format!("{long} counter = 0 while true do counter = counter + 1 local _ = a < b end");
    assert_eq!(
        run_with(&mut lua, &counted, 100_000),
        Err("fuel".to_owned())
    );
    let rounds = lua.enter(|ctx| ctx.get_global::<i64>("counter").unwrap());
    assert!(rounds < 100, "{rounds} rounds of 1024 fuel each");
    returns(&[
        (
            "return 'a' < 'b' and 'a' < 'aa' and not ('b' < 'a') and 'a' <= 'a'",
            "true",
        ),
        (
            "local a, b = 'x', 'x' for _ = 1, 8 do a = a .. 'y' b = b .. 'y' end return a == b",
            "true",
        ),
        ("return 'abc' == 'abd'", "false"),
    ]);
}

#[test]
fn bound_the_depth_of_calls() {
    raises(&[
        ("local function f() return 1 + f() end f()", "stack overflow"),
        ("local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x", "stack overflow"),
    ]);
    returns(&[
        ("local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(1500)", "1500"),
        ("local function f(n) if n == 0 then return 'done' end return f(n - 1) end return f(100000)", "done"),
        ("local function f() return 1 + f() end local ok = pcall(f) return ok", "false"),
    ]);
}

/// How often `body` runs with so much fuel.
fn rounds(before: &str, body: &str, budget: i32) -> i64 {
    let mut lua = lua();
    let source = format!("{before} counter = 0 while true do counter = counter + 1 {body} end");
    assert_eq!(run_with(&mut lua, &source, budget), Err("fuel".to_owned()));
    lua.enter(|ctx| ctx.get_global::<i64>("counter").unwrap())
}

#[test]
fn charge_a_closure_by_its_upvalues() {
    let names: Vec<String> = (0..100).map(|n| format!("a{n}")).collect();
    let names = names.join(", ");
    let with = |names: &str| {
        let body = format!("local f = function() return {names} end");
        rounds(&format!("local {names} = 1"), &body, 100_000)
    };
    let (one, hundred) = (with("a0"), with(&names));
    assert!(one > 10 * hundred, "{one} with one, {hundred} with hundred");
    returns(&[(
        "local a, b, c = 1, 2, 3 local function f() a = a + 1 return a .. b .. c end f() return f()",
        "323",
    )]);
}

#[test]
fn stop_where_an_instruction_has_spent_the_fuel() {
    for (before, body) in [
        ("", &"local _ = {...} ".repeat(50)),
        ("", &"local _ = select('#', ...) ".repeat(50)),
        (
            "local a = 'x' for _ = 1, 15 do a = a .. a end local b = a .. 'y' ",
            &"local _ = a < b ".repeat(50),
        ),
    ] {
        // Each costs a thousand and more.
        let mut lua = lua();
        let source = format!(
            "{before} local function f(n, ...)
               if n > 0 then return f(n - 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...) end
               ready = true {body}
             end f(100)"
        );
        let executor = lua.enter(|ctx| {
            let closure = Closure::load(ctx, None, source.as_bytes()).unwrap();
            ctx.stash(Executor::start(ctx, closure.into(), ()))
        });
        let mut most = 0;
        loop {
            let mut fuel = Fuel::with(64);
            let done = lua.enter(|ctx| ctx.fetch(&executor).step(ctx, &mut fuel).unwrap());
            if lua.enter(|ctx| ctx.get_global_value("ready").to_bool()) {
                most = most.max(64 - fuel.remaining());
            }
            if done {
                break;
            }
        }
        assert!((1000..4000).contains(&most), "{most} in one step: {body}");
    }
}

/// Compiles a function with `locals` locals and `body`, and calls it.
fn with_locals(locals: usize, body: &str) -> String {
    let names: Vec<String> = (0..locals).map(|n| format!("l{n}")).collect();
    let source = format!(
        "local function f(...) return ... end
         local function g(...) local {} = 1 {body} end return g(2)",
        names.join(", ")
    );
    let mut lua = lua();
    let loaded = lua.enter(|ctx| {
        Closure::load(ctx, Some("chunk"), source.as_bytes())
            .map_err(|error| format!("{error:?}"))?;
        Ok::<_, String>(())
    });
    match loaded {
        Ok(()) => run_with(&mut lua, &source, PLENTY).unwrap_or_else(|error| error),
        Err(error) => error,
    }
}

#[test]
fn refuse_a_concatenation_without_room() {
    for locals in 240..=256 {
        for body in [
            "local x = 'a' .. 'b' .. l0 return x",
            "return 'a' .. l0 .. 'b' .. l1 .. 'c' .. l2",
        ] {
            let outcome = with_locals(locals, body);
            let fits = outcome.starts_with("ab1") || outcome.starts_with("chunk");
            assert!(fits || outcome.contains("Registers"), "{locals}: {outcome}");
        }
    }
}

#[test]
fn take_the_last_register() {
    for locals in 230..=256 {
        for body in [
            "return (f(1, 2, 3))",
            "local x = f(1, f(2, f(3))) return x",
            "local t = {1, 2, {3, 4, f(5)}} return t[1]",
            "for i = 1, 2 do local y = i end return 1",
            "for k, v in f, 1 do return 1 end return 1",
            "local a, b, c = f(1, 2, 3) return a",
        ] {
            let outcome = with_locals(locals, body);
            assert!(
                outcome == "1" || outcome.contains("Registers"),
                "{locals} {body}: {outcome}"
            );
        }
    }
}

#[test]
fn grow_a_map_by_what_is_in_use() {
    for key in ["n", "n + 0.5", "'k' .. n"] {
        let mut lua = lua();
        let before = lua.total_memory();
        let source = format!(
            "local t, key = {{}}, function(n) return {key} end
             for n = 1, 30000 do t[key(n)] = n t[key(n - 100)] = nil end
             local count = 0 for k, v in pairs(t) do count = count + 1 end
             kept = t return count"
        );
        assert_eq!(
            run_with(&mut lua, &source, 10 * PLENTY),
            Ok("100".to_owned()),
            "{key}"
        );
        for _ in 0..3 {
            lua.gc_collect();
        }
        // The set of interned strings gets smaller when the next one comes.
        lua.enter(|ctx| {
            ctx.intern(b"the next one");
        });
        let grown = lua.total_memory() - before;
        assert!(grown < 100_000, "{key}: {grown} bytes for 100 keys");
    }
}

#[test]
fn let_go_of_room_for_interned_strings() {
    let mut lua = lua();
    lua.gc_collect();
    let before = lua.total_memory();
    // Live at once, and then gone.
    let source = "local t = {} for n = 1, 20000 do t[n] = 'key ' .. n end";
    assert_eq!(
        run_with(&mut lua, source, 10 * PLENTY),
        Ok("nil".to_owned())
    );
    for _ in 0..3 {
        lua.gc_collect();
    }
    let left = lua.total_memory().saturating_sub(before);
    assert!(left < 40_000, "{left} bytes for strings that are gone");
    returns(&[(
        "local t = {} for n = 1, 20000 do t['key ' .. n] = n end return t['key 777']",
        "777",
    )]);
}

#[test]
fn garbage_is_collected_in_one_go() {
    let mut lua = lua();
    piccolo::limits::collect_in_one_go(&lua, 16 * 1024);
    // A table that is written to all the time, and ever new strings.
    let source = "local t = {} for n = 1, 30000 do t['k' .. n] = n t['k' .. (n - 100)] = nil end";
    let executor = lua.enter(|ctx| {
        let closure = Closure::load(ctx, None, source.as_bytes()).unwrap();
        ctx.stash(Executor::start(ctx, closure.into(), ()))
    });
    let mut peak = 0;
    while !lua
        .enter(|ctx| ctx.fetch(&executor).step(ctx, &mut Fuel::with(64)))
        .unwrap()
    {
        peak = peak.max(lua.total_memory());
    }
    assert!(peak < 250_000, "{peak} bytes at most, for a hundred keys");
}

#[test]
fn what_a_native_function_holds_counts_as_memory_of_the_vm() {
    let mut lua = lua();
    let before = lua.total_memory();
    let mut held = lua.enter(piccolo::limits::Held::new);
    held.set(5000);
    held.set(3000);
    assert_eq!(lua.total_memory(), before + 3000);
    drop(held);
    assert_eq!(lua.total_memory(), before);
}

#[test]
fn errors_are_paid_for() {
    // 60 instructions and an error.
    let body =
        "local _ = pcall(function() ".to_owned() + &"x = 1 ".repeat(60) + "return nil + 1 end)";
    let (with, without) = (
        rounds("", &body, 100_000),
        rounds("", &body.replace("return nil + 1", ""), 100_000),
    );
    assert!(with < without, "{with} with an error, {without} without");
    let long = "a".repeat(10_000);
    let named = |name: &str| {
        rounds(
            "",
            &format!("pcall(function() return ({{}}).{name}.b end)"),
            100_000,
        )
    };
    assert!(named("a") > 2 * named(&long));
}

#[test]
fn errors_are_worded_as_in_lua() {
    raises(&[
        (
            "return foo.bar",
            "chunk:1: attempt to index a nil value (global 'foo')",
        ),
        (
            "local t = {} return t.a.b",
            "attempt to index a nil value (field 'a')",
        ),
        (
            "local t = {} t.a.b.c = 1",
            "attempt to index a nil value (field 'a')",
        ),
        ("foo()", "attempt to call a nil value (global 'foo')"),
        (
            "local t = {} t.x()",
            "attempt to call a nil value (field 'x')",
        ),
        (
            "local t = {} t:m()",
            "attempt to call a nil value (method 'm')",
        ),
        (
            "return ('x'):bad()",
            "attempt to call a nil value (method 'bad')",
        ),
        (
            "local t = {} return t.x + 1",
            "attempt to perform arithmetic on a nil value (field 'x')",
        ),
        (
            "return 1 + {}",
            "attempt to perform arithmetic on a table value",
        ),
        (
            "return 'abc' + 1",
            "attempt to add a 'string' with a 'number'",
        ),
        (
            "return 'a' .. foo .. 'b'",
            "attempt to concatenate a nil value (global 'foo')",
        ),
        ("return 1 < '2'", "attempt to compare number with string"),
        ("return {} < {}", "attempt to compare two table values"),
        (
            "return #foo",
            "attempt to get length of a nil value (global 'foo')",
        ),
        ("return 1.5 | 0", "number has no integer representation"),
        (
            "return math.huge | 0",
            "number (field 'huge') has no integer representation",
        ),
        ("return 1 % 0", "attempt to perform 'n%0'"),
        ("return 1 // 0", "attempt to divide by zero"),
        ("local t = {} t[nil] = 1", "table index is nil"),
        ("local t = {} t[0/0] = 1", "table index is NaN"),
        (
            "for x in nil do end",
            "attempt to call a nil value (for iterator 'for iterator')",
        ),
        (
            "local t = setmetatable({}, {__add = 5}) return t + 1",
            "attempt to call a number value (metamethod 'add')",
        ),
    ]);
}

/// What the compiler refuses.
fn refuses(rows: &[(&str, &str)]) {
    for (source, wanted) in rows {
        let text = lua().enter(
            |ctx| match Closure::load(ctx, Some("chunk"), source.as_bytes()) {
                Ok(_) => "nothing".to_owned(),
                Err(piccolo::CompilerError::Parsing(error)) => format!("{:?}", error.kind),
                Err(piccolo::CompilerError::Compilation(error)) => error.to_string(),
            },
        );
        assert!(text.contains(wanted), "{source}: {text}");
    }
}

#[test]
fn declare_locals_after_their_values() {
    returns(&[
        ("local x = 10 local x, y = 1, x return y", "10"),
        ("local a, b, c = 1, 2 return a + b", "3"),
        ("local a, b = (function() return 1, 2 end)() return b", "2"),
    ]);
}

#[test]
fn evaluate_the_targets_of_an_assignment_before_its_values() {
    returns(&[
        ("local i, t = 1, {} t[i], i = 'x', 2 return t[1] .. i", "x2"),
        ("local a = {} local b = a a.x, a = 1, {} return b.x", "1"),
        (
            "local t = {1, 2, 3} t[1], t[3] = t[3], t[1] return t[1] * 10 + t[3]",
            "31",
        ),
        (
            "local s = '' local function f(x) s = s .. x return x end local t = {}
             t[f 'a'], t[f 'b'] = f 'c', f 'd' return s .. t.a .. t.b",
            "abcdcd",
        ),
        (
            "local a, b, c = 1, 2, 3 a, b, c = c, a, b return a * 100 + b * 10 + c",
            "312",
        ),
        (
            "local t = {} t.a, t.b, t.c = (function() return 1, 2 end)() return t.b",
            "2",
        ),
        (
            "local c, r local function f(x) r = x == nil return 9 end
             c = 1, f(c) return tostring(r) .. c",
            "true1",
        ),
        (
            "local t, n = {}, 0 local function f() n = n + 1 return n, n end
             t.a = f(), f(), t.a, f() return t.a * 10 + n",
            "13",
        ),
    ]);
}

#[test]
fn evaluate_the_fields_of_a_table_in_their_order() {
    returns(&[
        (
            "local n = 0 local function f() n = n + 1 return n end
             local t = {f(), x = f(), f(), [f()] = f(), f()} return t[1] .. t.x .. t[2] .. t[4] .. t[3]",
            "12356",
        ),
        ("local function f() return 1, 2, 3 end return #{f(), x = 1}", "1"),
        ("local function f() return 1, 2, 3 end return #{x = 1, f()}", "3"),
        ("local function f(...) return #{..., ...} end return f(1, 2, 3)", "4"),
        ("return #{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,x=1}", "33"),
        ("return #{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,x=1}", "32"),
        ("return #{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,table.unpack({1,2})}", "36"),
        ("return #{} + #{nil} + #{x = 1}", "0"),
    ]);
}

#[test]
fn take_all_results_of_the_last_expression_of_a_for() {
    returns(&[
        (
            "local function both() return {7, 8}, 0 end local s = 0
             for _, v in ipairs({}), both() do s = s + v end return s",
            "15",
        ),
        (
            "local s = 0 for _, v in next, {4, 5} do s = s + v end return s",
            "9",
        ),
        (
            "local n = 0 local function f() n = n + 1 end
             for _ in function() end, nil, nil, f(), f() do end return n",
            "2",
        ),
    ]);
}

#[test]
fn remember_which_upvalues_are_constants() {
    refuses(&[
        (
            "local x <const> = 1 local function f() local y = x x = 2 end",
            "attempt to assign to const variable 'x'",
        ),
        (
            "local x <const> = 1 local function f() return function() local y = x x = y end end",
            "attempt to assign to const variable 'x'",
        ),
        (
            "local x = 1 local function f() local y = x x = 2 end",
            "nothing",
        ),
        (
            "local x <const> = 1 local function f() local x = x x = 2 end",
            "nothing",
        ),
    ]);
}

#[test]
fn name_what_the_compiler_refuses() {
    refuses(&[
        ("::a:: x = 1\n::a::", "label 'a' already defined on line 1"),
        ("::a:: do ::a:: end", "label 'a' already defined on line 1"),
        ("do ::a:: end ::a::", "nothing"),
        ("repeat ::a:: until true repeat ::a:: until true", "nothing"),
        (
            "\ngoto nowhere",
            "no visible label 'nowhere' for <goto> at line 2",
        ),
        ("x = 1\nbreak", "break outside loop at line 2"),
        (
            "goto a\nlocal x\n::a:: x = 1",
            "<goto a> at line 1 jumps into the scope of local 'x'",
        ),
        (
            "local x <const> = 1 x = 2",
            "attempt to assign to const variable 'x'",
        ),
    ]);
}

#[test]
fn give_operators_fields_and_calls_their_lines() {
    raises(&[
        ("return {\n a = 1,\n b = nil + 1 }", "chunk:3: "),
        ("return 1 +\n {}", "chunk:1: "),
        ("return 1\n + {}", "chunk:2: "),
        ("return 1 <\n {}", "chunk:2: "),
        ("return #\nnil", "chunk:1: "),
        ("return 'a'\n.. 'b'\n.. {}", "chunk:3: "),
        ("local t = {}\nreturn t\n.a\n.b", "chunk:4: "),
        ("local t = {}\nreturn t\n.a\n:b()", "chunk:4: "),
        ("local t = {}\nt\n.a(\n1)", "chunk:2: "),
        (
            "local x\nrepeat\nlocal a = 1\nx = nil + a\nuntil true",
            "chunk:4: ",
        ),
        ("repeat\nlocal a = 1\nuntil\na.b.c", "chunk:4: "),
        ("for x in nil do\n\nend", "chunk:1: "),
        ("local t = {}\nfor x in\nt\ndo\nend", "chunk:3: "),
        (
            "local n = 0\nfor x in function() return x.y end do\n\nend",
            "chunk:2: ",
        ),
        ("\nfor i = 1, {} do\nend", "chunk:2: "),
        ("local a, b\nif a\nor b.c\nthen end", "chunk:3: "),
    ]);
}

#[test]
fn keep_the_names_of_locals_and_upvalues() {
    raises(&[
        ("local x return x.y", "(local 'x')"),
        ("local x x.y = 1", "(local 'x')"),
        ("local x x()", "(local 'x')"),
        ("local x = {} return x.y + 1", "(field 'y')"),
        (
            "local m = {} local cpu = m.cpu return cpu + 1",
            "(local 'cpu')",
        ),
        (
            "local x return (function() return x.y end)()",
            "(upvalue 'x')",
        ),
        ("local x return (function() x.y = 1 end)()", "(upvalue 'x')"),
        (
            "local x = 1.5 return (function() return x | 1 end)()",
            "(upvalue 'x')",
        ),
        (
            "local t = {} return (function() return t.a.b end)()",
            "(field 'a')",
        ),
        (
            "local function f(p) return p.x end return f()",
            "(local 'p')",
        ),
        ("for i = 1, 2 do return i.x end", "(local 'i')"),
        ("for _, v in next, {1} do v.x = 1 end", "(local 'v')"),
        ("do local x = 1 end local y return 'a' .. y", "(local 'y')"),
        ("local t = {} return t[1].x", "(field 'integer index')"),
        ("local t, k = {}, 'a' return t[k].x", "(field '?')"),
    ]);
    for source in [
        "local t = {} return (t.a or t.b).c",
        "do local x = 1 end return (nil).y",
        "local function f() end return f().x",
    ] {
        let error = run(source).unwrap_err();
        assert!(!error.contains('('), "{source}: {error}");
    }
}

#[test]
fn keep_the_caller_of_a_native_function_that_is_tail_called() {
    raises(&[
        (
            "local function f()\nreturn string.len()\nend\n\nf()",
            "chunk:2: ",
        ),
        (
            "local t = setmetatable({}, {}) \nlocal function f()\nreturn t()\nend\n\nf()",
            "chunk:3: ",
        ),
    ]);
    returns(&[
        ("local function f(...) return select('#', ...) end return f(1, nil, nil)", "3"),
        ("local function f() return pcall(error, 'x') end local a, b = f() return b", "x"),
        ("local function f() return (string.len('abc')) end return f()", "3"),
        ("local function f() return ('abc'):len() end return f() + 1", "4"),
        ("local function f() return coroutine.yield(1) end local co = coroutine.create(f) coroutine.resume(co) local _, x = coroutine.resume(co, 'back') return x", "back"),
    ]);
}

#[test]
fn tell_which_value_cannot_be_called() {
    raises(&[
        (
            "local t = {} t()",
            "attempt to call a table value (local 't')",
        ),
        (
            "local t = setmetatable({}, {}) t()",
            "attempt to call a table value (local 't')",
        ),
        (
            "local t = setmetatable({}, {__call = {}}) t()",
            "chunk:1: attempt to call a table value",
        ),
        (
            "local t = setmetatable({}, {__call = 5}) t()",
            "attempt to call a number value",
        ),
    ]);
}

#[test]
fn give_metamethods_of_unary_operators_their_operand_twice() {
    returns(&[
        (
            "return -setmetatable({}, {__unm = function(a, b) return a == b end})",
            "true",
        ),
        (
            "return ~setmetatable({}, {__bnot = function(a, b) return a == b end})",
            "true",
        ),
        (
            "return #setmetatable({}, {__len = function(a, b) return a == b end})",
            "true",
        ),
    ]);
}

#[test]
fn end_a_for_at_nil_only() {
    returns(&[(
        "local n, s = 0, '' for x in function() n = n + 1 if n < 4 then return n == 2 end end do
         s = s .. (x and 'T' or 'F') end return s",
        "FTF",
    )]);
}

#[test]
fn take_no_strings_for_integers_in_bitwise_operators() {
    raises(&[
        (
            "return '3' & 1",
            "attempt to perform bitwise operation on a string value (constant '3')",
        ),
        (
            "return 1 << '2'",
            "attempt to perform bitwise operation on a string value",
        ),
        (
            "return ~'1'",
            "attempt to perform bitwise operation on a string value",
        ),
    ]);
    returns(&[("return 3.0 & 1 | 4 ~ 2", "7"), ("return '3' + 1", "4")]);
}

#[test]
fn refuse_malformed_numerals() {
    refuses(&[
        ("return 3x", "BadNumber(\"3x\")"),
        ("return 0x", "BadNumber(\"0x\")"),
        ("return 0xg", "BadNumber(\"0xg\")"),
        ("return 1e", "BadNumber(\"1e\")"),
        ("return 1e+", "BadNumber(\"1e+\")"),
        ("return 0x1p", "BadNumber(\"0x1p\")"),
        ("return 1.2.3", "BadNumber(\"1.2.3\")"),
        ("return 1..2", "BadNumber(\"1..2\")"),
    ]);
    returns(&[
        ("return 0xA", "10"),
        ("return 0xep1", "28.0"),
        ("return 3.", "3.0"),
        ("return .5e1", "5.0"),
        ("return 1 ..2", "12"),
        ("return 0x.8p1", "1.0"),
        ("return 1e2", "100.0"),
        ("return 7-3", "4"),
    ]);
}

#[test]
fn read_unicode_escapes_up_to_2_31() {
    returns(&[
        ("return #'\\u{7FFFFFFF}'", "6"),
        ("return #'\\u{D800}' .. #'\\u{20AC}' .. #'\\u{41}'", "331"),
        ("return '\\u{20AC}'", "€"),
    ]);
    refuses(&[
        ("return '\\u{}'", "HexDigitExpected"),
        ("return '\\u{80000000}'", "EscapeUnicodeInvalid"),
        ("return '\\u{FFFFFFFFF}'", "EscapeUnicodeInvalid"),
        ("return '\\u{41'", "EscapeUnicodeEnd"),
    ]);
}

#[test]
fn tell_where_a_string_is_wrong() {
    refuses(&[
        ("return \"abc", "UnfinishedShortString(\"<eof>\")"),
        ("return 'abc\n", "UnfinishedShortString(\"''abc'\")"),
        ("return 'a\\q'", "InvalidEscape(\"''a\\\\q'\")"),
        ("return '\\300'", "EscapeDecimalTooLarge"),
        ("return '\\xZZ'", "HexDigitExpected"),
        (
            "\nreturn [[abc\n",
            "UnfinishedLongString(\"string\", LineNumber(1))",
        ),
        ("--[[", "UnfinishedLongString(\"comment\", LineNumber(0))"),
    ]);
}

#[test]
fn take_only_whole_brackets_for_a_long_comment() {
    returns(&[
        ("--[= one line\nreturn 1", "1"),
        ("--[==\nreturn 2", "2"),
        ("--[==[ two\nlines ]] ]==] return 3", "3"),
    ]);
}

#[test]
fn tell_what_is_not_closed() {
    for (source, opener, line) in [
        ("if x then\n\n", "If", 0),
        ("\nwhile x do\n y()", "While", 1),
        ("for i = 1, 2 do\n", "For", 0),
        ("for k in x do\n", "For", 0),
        ("do\n", "Do", 0),
        ("repeat\n", "Repeat", 0),
        ("local function f()\n if x then end\n", "Function", 0),
        ("x = {\n 1\n", "LeftBrace", 0),
        ("f(\n1", "LeftParen", 0),
        ("x = (\n1", "LeftParen", 0),
    ] {
        let wanted = format!("opener: \"{opener}\", line: LineNumber({line})");
        refuses(&[(source, &wanted)]);
    }
    refuses(&[
        ("if x then", "EndOfStream"),
        ("x = 1 end", "expected: \"<eof>\""),
    ]);
}

/// Strings with equal bytes that are not the same string.
fn twins<'gc>(ctx: piccolo::Context<'gc>, bytes: &[u8]) -> [piccolo::String<'gc>; 3] {
    [
        ctx.intern(bytes),
        piccolo::String::from_slice(&ctx, bytes),
        piccolo::String::from_buffer(&ctx, bytes.into()),
    ]
}

/// Every key finds what its twin has set, in a table with many others.
fn twins_are_one_key(keys: &[&[u8]]) {
    lua().enter(|ctx| {
        for put in 0..3 {
            let table = piccolo::Table::new(&ctx);
            for (number, key) in keys.iter().enumerate() {
                let value = Value::Integer(number as i64);
                let key = twins(ctx, key)[put].into();
                assert!(table.set_raw(&ctx, key, value).unwrap().is_nil());
            }
            for (number, key) in keys.iter().enumerate() {
                for twin in twins(ctx, key) {
                    let found = table.get_raw(twin.into());
                    assert_eq!(found.to_integer(), Some(number as i64), "{key:?}");
                }
            }
            for twin in twins(ctx, b"no such key") {
                assert!(table.get_raw(twin.into()).is_nil());
            }
        }
    });
}

#[test]
fn take_the_stored_hash_of_a_string_key() {
    let keys: Vec<String> = (0..500).map(|number| format!("key {number}")).collect();
    let keys: Vec<&[u8]> = keys.iter().map(|key| key.as_bytes()).collect();
    twins_are_one_key(&keys);
    // A table that grows and one whose keys die still finds what is left.
    returns(&[(
        "local t = {}
         for i = 1, 200 do t['k' .. i] = i; t[i .. ''] = -i end
         for i = 1, 200, 2 do t['k' .. i] = nil end
         for i = 201, 400 do t['k' .. i] = i end
         local sum, count = 0, 0
         for k, v in next, t do sum = sum + v; count = count + 1 end
         return sum .. ' ' .. count .. ' ' .. t.k2 .. ' ' .. t['3'] .. ' ' .. t.k400",
        "50100 500 2 -3 400",
    )]);
}

#[test]
fn compare_string_keys_by_address_then_by_hash() {
    let long = [b'x'; 1000];
    let mut other = long;
    other[999] = b'y';
    twins_are_one_key(&[b"", b"a", b"b", b"ab", b"ba", &long, &other, &long[..999]]);
}

#[test]
fn look_for_a_string_in_the_map_at_once() {
    returns(&[
        (
            "local t = {10, 20, ['1'] = 'one', ['2.0'] = 'two'}
             return t[1] .. t['1'] .. t[2] .. t['2.0'] .. tostring(t['2'])",
            "10one20twonil",
        ),
        ("return tostring(({})['x'])", "nil"),
    ]);
}

#[test]
fn know_where_the_bytes_of_an_inline_string_begin() {
    lua().enter(|ctx| {
        for length in 0..300 {
            let bytes: Vec<u8> = (0..length).map(|byte| (byte % 251) as u8).collect();
            for twin in twins(ctx, &bytes) {
                assert_eq!(twin.as_bytes(), bytes);
            }
        }
    });
}

#[test]
fn decode_instructions_in_the_interpreters_loop() {
    // Every instruction once; the others' tests ask what each does.
    returns(&[(
        "local function f(a, ...) local b <const> = 2; return a + b, ... end
         local t = {1, 2, n = f(1, 2)}
         t.m, t[3] = #t, -t.n
         local s = 0
         for i = 1, 3 do s = s + i * 2 // 1 % 7 - 1 end
         for _, v in next, {5} do s = s ~ v & 255 | 1 << 2 >> 1 end
         while s > 20 do s = s - 1 end
         repeat local done = not (s <= 0) or s == 3 until done
         goto out
         s = 'never'
         ::out::
         return s .. ' ' .. t.m .. ' ' .. t[3] .. ' ' .. 7 / 2 .. ' ' .. 2 ^ 2 .. ' ' .. ~0",
        "14 2 -3 3.5 4.0 -1",
    )]);
}
