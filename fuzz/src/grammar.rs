//! Writes Lua programs. Names are few, so that they meet; values are those
//! that something is wrong with.

use std::fmt::Write;

use arbitrary::{Result, Unstructured};

/// Nesting of blocks and expressions.
const MAX_DEPTH: u32 = 5;
/// Bytes after which everything is kept short.
const ENOUGH: usize = 4_000;

const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "state", "kept", "m"];
const FIELDS: [&str; 7] = ["a", "b", "cpu", "n", "__index", "x", "panic"];
const EVENTS: [&str; 24] = [
    "index",
    "newindex",
    "call",
    "add",
    "sub",
    "mul",
    "div",
    "mod",
    "pow",
    "unm",
    "idiv",
    "band",
    "bor",
    "shl",
    "bnot",
    "concat",
    "len",
    "eq",
    "lt",
    "le",
    "pairs",
    "tostring",
    "metatable",
    "name",
];
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "10",
    "100",
    "255",
    "1.5",
    "-0.0",
    "1e308",
    "5e-324",
    "0x7fffffffffffffff",
    "math.mininteger",
    "math.maxinteger",
    "1/0",
    "0/0",
    "2^31",
    "2^53",
    "65536",
];
const STRINGS: [&str; 22] = [
    "''",
    "'x'",
    "'a b c'",
    "'12'",
    "'0x1p4'",
    "' 1e1 '",
    "'%d%s%q'",
    "'(.-)%1'",
    "'%b()%f[%w]'",
    "'[^%a-z]*$'",
    "'.-'",
    "'%'",
    "'\\0\\xff\\u{10ffff}'",
    "'äöü'",
    "('x'):rep(100)",
    "('ab'):rep(3000)",
    "('x'):rep(65000)",
    "'n'",
    "'__index'",
    "'*t'",
    "'%c%Y'",
    "'#'",
];
const BINARY: [&str; 22] = [
    "+", "-", "*", "/", "//", "%", "^", "..", "..", "..", "==", "~=", "<", "<=", ">", "and", "or",
    "&", "|", "~", "<<", ">>",
];
const UNARY: [&str; 4] = ["-", "not ", "#", "~"];
/// Functions of the library that take values.
const FUNCTIONS: [&str; 77] = [
    "assert",
    "error",
    "getmetatable",
    "ipairs",
    "next",
    "pairs",
    "pcall",
    "print",
    "rawequal",
    "rawget",
    "rawlen",
    "rawset",
    "select",
    "setmetatable",
    "tonumber",
    "tostring",
    "type",
    "xpcall",
    "coroutine.close",
    "coroutine.create",
    "coroutine.isyieldable",
    "coroutine.resume",
    "coroutine.running",
    "coroutine.status",
    "coroutine.wrap",
    "coroutine.yield",
    "coroutine.yield",
    "math.abs",
    "math.ceil",
    "math.floor",
    "math.fmod",
    "math.log",
    "math.max",
    "math.min",
    "math.modf",
    "math.random",
    "math.randomseed",
    "math.tointeger",
    "math.type",
    "math.ult",
    "os.clock",
    "os.date",
    "os.time",
    "scale.down",
    "scale.hold",
    "scale.to",
    "scale.up",
    "string.byte",
    "string.char",
    "string.find",
    "string.format",
    "string.gmatch",
    "string.gsub",
    "string.len",
    "string.lower",
    "string.match",
    "string.rep",
    "string.reverse",
    "string.sub",
    "string.upper",
    "table.concat",
    "table.insert",
    "table.move",
    "table.pack",
    "table.remove",
    "table.sort",
    "table.unpack",
    "utf8.char",
    "utf8.codepoint",
    "utf8.codes",
    "utf8.len",
    "utf8.offset",
    "table.insert",
    "table.sort",
    "string.gsub",
    "setmetatable",
    "pcall",
];

/// A whole policy.
pub fn policy(u: &mut Unstructured<'_>) -> Result<String> {
    let mut writer = Writer {
        u,
        text: String::new(),
        depth: 0,
        labels: 0,
        varargs: true,
    };
    writer.say("state, kept, m = {}, {}, {}\nlocal r, a, b, c, d, e\n");
    for name in ["a", "b", "c", "d", "e"] {
        writer.say("pcall(function(...) ");
        writer.say(name);
        writer.say(" = ");
        writer.expression()?;
        writer.say(" end)\n");
    }
    writer.say("pcall(function(...)\n");
    writer.block()?;
    writer.say("end)\nfunction autoscale(m, r, ...)\n");
    for _ in 0..=writer.roll(6)? {
        // What fails is not to end all the rest.
        writer.say("pcall(function(...)\n");
        writer.block()?;
        writer.say("end, ...)\n");
    }
    writer.block()?;
    writer.say("return ");
    writer.expression()?;
    writer.say("\nend\n");
    Ok(writer.text)
}

struct Writer<'u, 'd> {
    u: &'u mut Unstructured<'d>,
    text: String,
    depth: u32,
    labels: u32,
    varargs: bool,
}

impl Writer<'_, '_> {
    fn pick(&mut self, among: &[&'static str]) -> Result<()> {
        let picked = self.u.choose(among)?;
        self.text.push_str(picked);
        Ok(())
    }

    /// A number below `most`; 0 where it is time to come to an end.
    fn roll(&mut self, most: u32) -> Result<u32> {
        if self.depth >= MAX_DEPTH || self.text.len() > ENOUGH || self.u.is_empty() {
            return Ok(0);
        }
        self.u.int_in_range(0..=most.saturating_sub(1))
    }

    fn deeper(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.depth += 1;
        let written = write(self);
        self.depth -= 1;
        written
    }

    fn block(&mut self) -> Result<()> {
        let count = self.roll(7)?;
        self.deeper(|writer| (0..count).try_for_each(|_| writer.statement()))
    }

    fn list(&mut self, least: u32, most: u32) -> Result<()> {
        let count = self.roll(most - least + 1)? + least;
        for index in 0..count {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.expression()?;
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn statement(&mut self) -> Result<()> {
        match self.roll(22)? {
            0 => {
                self.pick(&NAMES)?;
                self.say(" = ");
                self.expression()?;
            }
            1 => {
                self.target()?;
                self.say(", ");
                self.target()?;
                self.say(" = ");
                self.list(1, 3)?;
            }
            2 | 3 => {
                self.target()?;
                self.say(" = ");
                self.expression()?;
            }
            4 => {
                self.pick(&[
                    "local a = ",
                    "local m = ",
                    "local kept = ",
                    "local fixed <const> = ",
                ])?;
                self.expression()?;
            }
            5 => {
                self.say("if ");
                self.expression()?;
                self.say(" then\n");
                self.block()?;
                self.say("else\n");
                self.block()?;
                self.say("end");
            }
            6 => {
                self.say("while ");
                self.expression()?;
                self.say(" do\n");
                self.block()?;
                self.pick(&["", "break\n", "if a then break end\n"])?;
                self.say("end");
            }
            7 => {
                self.say("repeat\n");
                self.block()?;
                self.say("until ");
                self.expression()?;
            }
            8 => {
                self.say("for i = ");
                self.list(2, 3)?;
                self.say(" do\n");
                self.block()?;
                self.say("end");
            }
            9 => {
                self.say("for k, v in ");
                self.pick(&[
                    "pairs(",
                    "ipairs(",
                    "next, (",
                    "(",
                    "string.gmatch('a b', ",
                    "utf8.codes(",
                ])?;
                self.expression()?;
                self.say(") do\n");
                self.block()?;
                self.pick(&["", "a = k b = v\n", "state[k] = v\n", "kept[k] = nil\n"])?;
                self.say("end");
            }
            10 => {
                self.labels += 1;
                let label = self.labels;
                let _ = writeln!(self.text, "do ::l{label}::");
                self.block()?;
                let _ = write!(self.text, "if ");
                self.expression()?;
                let _ = write!(self.text, " then goto l{label} end end");
            }
            11 => {
                self.labels += 1;
                let label = self.labels;
                self.say("do for i = 1, 3 do\n");
                self.block()?;
                let _ = write!(self.text, "goto l{label} end ::l{label}:: end");
            }
            12 | 13 => {
                self.say("setmetatable(");
                self.pick(&NAMES)?;
                self.say(", {");
                for _ in 0..=self.roll(3)? {
                    self.say("__");
                    self.pick(&EVENTS)?;
                    self.say(" = ");
                    self.expression()?;
                    self.say(", ");
                }
                self.say("})");
            }
            14 | 15 => {
                self.pick(&["a", "b", "c", "kept"])?;
                self.say(" = ");
                self.pick(&["coroutine.wrap(", "coroutine.create(", "("])?;
                self.function()?;
                self.say(")");
            }
            16 | 17 => {
                self.say("local _ = pcall(");
                self.function()?;
                self.say(", ");
                self.list(1, 2)?;
                self.say(")");
            }
            18 => {
                self.say("if ");
                self.expression()?;
                self.say(" then return ");
                self.list(1, 3)?;
                self.say(" end");
            }
            19 => {
                self.say("local function ");
                self.pick(&["a", "b", "c"])?;
                self.body()?;
            }
            _ => {
                self.say("local _ = ");
                self.call()?;
            }
        }
        self.say("\n");
        Ok(())
    }

    fn target(&mut self) -> Result<()> {
        self.pick(&NAMES)?;
        match self.roll(4)? {
            0 | 1 => {}
            2 => {
                self.say(".");
                self.pick(&FIELDS)?;
            }
            _ => {
                self.say("[");
                self.expression()?;
                self.say("]");
            }
        }
        Ok(())
    }

    fn expression(&mut self) -> Result<()> {
        let kind = if self.depth >= MAX_DEPTH || self.text.len() > ENOUGH {
            self.u.int_in_range(0..=5)?
        } else {
            self.u.int_in_range(0..=20)?
        };
        self.deeper(|writer| match kind {
            0 | 1 => writer.pick(&NAMES),
            2 => writer.pick(&NUMBERS),
            3 => writer.pick(&STRINGS),
            4 => writer.pick(&["nil", "true", "false", "{}", "m.cpu", "print", "r"]),
            5 if writer.varargs => writer.pick(&["...", "(...)", "select('#', ...)"]),
            5 => writer.pick(&["a", "{a, b, c}"]),
            6..=8 => {
                writer.say("(");
                writer.expression()?;
                writer.say(" ");
                writer.pick(&BINARY)?;
                writer.say(" ");
                writer.expression()?;
                writer.say(")");
                Ok(())
            }
            9 => {
                writer.pick(&UNARY)?;
                writer.say("(");
                writer.expression()?;
                writer.say(")");
                Ok(())
            }
            10 | 11 => {
                writer.say("{");
                for _ in 0..writer.roll(4)? {
                    match writer.roll(3)? {
                        0 => {}
                        1 => {
                            writer.pick(&FIELDS)?;
                            writer.say(" = ");
                        }
                        _ => {
                            writer.say("[");
                            writer.expression()?;
                            writer.say("] = ");
                        }
                    }
                    writer.expression()?;
                    writer.say(", ");
                }
                writer.say("}");
                Ok(())
            }
            12 => writer.function(),
            13 => writer.target(),
            _ => writer.call(),
        })
    }

    fn call(&mut self) -> Result<()> {
        match self.roll(8)? {
            0 | 1 => {
                self.pick(&["a", "b", "c", "autoscale"])?;
                self.say("(");
            }
            2 => {
                self.say("(");
                self.expression()?;
                self.say("):");
                self.pick(&[
                    "rep", "gsub", "find", "format", "byte", "sub", "gmatch", "upper", "match", "n",
                ])?;
                self.say("(");
            }
            3 => {
                self.pick(&[
                    "table.sort(a, ",
                    "string.gsub(('ab'):rep(50), '.', ",
                    "xpcall(error, ",
                    "coroutine.wrap(",
                    "pcall(",
                ])?;
                self.function()?;
                self.say(")");
                return Ok(());
            }
            _ => {
                self.pick(&FUNCTIONS)?;
                self.say("(");
            }
        }
        self.list(0, 4)?;
        self.say(")");
        Ok(())
    }

    fn function(&mut self) -> Result<()> {
        self.say("function");
        self.body()
    }

    fn body(&mut self) -> Result<()> {
        let outside = self.varargs;
        self.varargs = self.u.arbitrary()?;
        self.pick(if self.varargs {
            &["(...)", "(a, ...)", "(a, b, c, d, ...)"]
        } else {
            &["()", "(a)", "(a, b)"]
        })?;
        self.say("\n");
        self.block()?;
        self.say("return ");
        self.expression()?;
        self.say("\nend");
        self.varargs = outside;
        Ok(())
    }
}
