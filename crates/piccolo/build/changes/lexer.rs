//! Tokens.

use crate::apply::{Change, Edit};

const FILE: &str = "compiler/lexer.rs";

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // `3x` was read as `3` and a name, `0x` as 0, `0x1p` as 1: as in Lua, a
        // numeral goes as far as it could, and is then one or an error.
        name: "refuse malformed numerals",
        edits: &[
            Edit {
                file: FILE,
                line: 240,
                lines: 2,
                was: 0x393d05f38bccc043,
                with: "#[error(\"malformed number near '{0}'\")]
                   BadNumber(String),",
            },
            Edit {
                file: FILE,
                line: 789,
                lines: 51,
                was: 0x372f877a9117fbc3,
                with: "let mut is_float = false;
                   while let Some(c) = self.peek(0)? {
                       let is_exp = if is_hex {
                           matches!(c, b'p' | b'P')
                       } else {
                           matches!(c, b'e' | b'E')
                       };
                       if !is_exp && !is_hex_digit(c) && c != b'.' {
                           break;
                       }
                       is_float |= is_exp || c == b'.';
                       self.string_buffer.push(c);
                       self.advance(1);
                       if is_exp {
                           if let Some(sign @ (b'+' | b'-')) = self.peek(0)? {
                               self.string_buffer.push(sign);
                               self.advance(1);
                           }
                       }
                   }
                   if let Some(c) = self.peek(0)?.filter(|c| is_alpha(*c)) {
                       self.string_buffer.push(c);
                       self.advance(1);
                   }

                   if !is_float {
                       let integer = if is_hex {
                           read_hex_integer(&self.string_buffer)
                       } else {
                           read_dec_integer(&self.string_buffer)
                       };
                       if let Some(i) = integer {
                           return Ok(Token::Integer(i));
                       }
                   }",
            },
            Edit {
                file: FILE,
                line: 847,
                lines: 1,
                was: 0x00299f697bdb20d6,
                with: ".ok_or_else(|| {
                       LexError::BadNumber(String::from_utf8_lossy(&self.string_buffer).into_owned())
                   })?,",
            },
            Edit {
                file: "compiler/string_utils.rs",
                line: 228,
                lines: 0,
                was: 0xadf6d6aacd120c96,
                with: "if read_neg(&s[i + 1..]).1.is_empty() {
                       return None;
                   }",
            },
        ],
    },
    Change {
        // `\u{7FFFFFFF}` is a character of the original UTF-8, and `\u{D800}` may
        // be written too; a longer one overflowed, and `\u{}` was 0.
        name: "read unicode escapes up to 2^31",
        edits: &[
            Edit {
                file: FILE,
                line: 631,
                lines: 21,
                was: 0x2f2cce1993cb566e,
                with: "let mut digits = 0;
                   loop {
                       match self.peek(0)? {
                           Some(b'}') if digits > 0 => {
                               self.advance(1);
                               break;
                           }
                           Some(c) => {
                               let Some(h) = from_hex_digit(c) else {
                                   return Err(if digits == 0 {
                                       LexError::HexDigitExpected(self.near(start, 1))
                                   } else {
                                       LexError::EscapeUnicodeEnd(self.near(start, 1))
                                   });
                               };
                               if u > 0x7ff_ffff {
                                   return Err(LexError::EscapeUnicodeInvalid(self.near(start, 1)));
                               }
                               u = (u << 4) | h as u32;
                               digits += 1;
                               self.advance(1);
                           }
                           None => return Err(LexError::EscapeUnicodeEnd(self.near(start, 1))),
                       }
                   }
                   crate::utf8::encode(u, &mut self.string_buffer);",
            },
        ],
    },
    Change {
        // The words of Lua, with the text that is wrong.
        name: "tell where a string is wrong",
        edits: &[
            Edit {
                file: FILE,
                line: 220,
                lines: 2,
                was: 0x7fa7d878e6dd127d,
                with: "#[error(\"unfinished string near {0}\")]
                   UnfinishedShortString(String),",
            },
            Edit {
                file: FILE,
                line: 224,
                lines: 12,
                was: 0x102cd9a3ad5e4b6b,
                with: "#[error(\"hexadecimal digit expected near {0}\")]
                   HexDigitExpected(String),
                   #[error(\"missing '{{' in \\\\u{{xxxx}} near {0}\")]
                   EscapeUnicodeStart(String),
                   #[error(\"missing '}}' in \\\\u{{xxxx}} near {0}\")]
                   EscapeUnicodeEnd(String),
                   #[error(\"UTF-8 value too large near {0}\")]
                   EscapeUnicodeInvalid(String),
                   #[error(\"decimal escape too large near {0}\")]
                   EscapeDecimalTooLarge(String),
                   #[error(\"invalid escape sequence near {0}\")]
                   InvalidEscape(String),",
            },
            Edit {
                file: FILE,
                line: 238,
                lines: 2,
                was: 0x029d87d64ff857d9,
                with: "#[error(\"unfinished long {0} (starting at line {1}) near <eof>\")]
                   UnfinishedLongString(&'static str, LineNumber),",
            },
            Edit {
                file: FILE,
                line: 530,
                lines: 0,
                was: 0x769d5e6689365f42,
                with: "// What was read since `start`, and so many bytes more.
                   fn near(&self, start: &[u8], more: usize) -> String {
                       let read = start.len().saturating_sub(self.source.len());
                       if self.source.is_empty() {
                           return \"<eof>\".to_owned();
                       }
                       let text = &start[..(read + more).min(start.len())];
                       format!(\"'{}'\", String::from_utf8_lossy(text))
                   }
",
            },
            Edit {
                file: FILE,
                line: 533,
                lines: 0,
                was: 0x6351fddc4937e0f1,
                with: "let start = self.source;",
            },
            Edit {
                file: FILE,
                line: 543,
                lines: 1,
                was: 0xe2e7b66abb37ac9f,
                with: "return Err(LexError::UnfinishedShortString(self.near(start, 0)));",
            },
            Edit {
                file: FILE,
                line: 547,
                lines: 1,
                was: 0xe2e7b66abb37ac9f,
                with: "return Err(LexError::UnfinishedShortString(self.near(start, 0)));",
            },
            Edit {
                file: FILE,
                line: 554,
                lines: 1,
                was: 0xab51d2411ef85e52,
                with: ".ok_or_else(|| LexError::UnfinishedShortString(self.near(start, 0)))?",
            },
            Edit {
                file: FILE,
                line: 615,
                lines: 1,
                was: 0xaebf3d3535b3af19,
                with: ".ok_or_else(|| LexError::HexDigitExpected(self.near(start, 1)))?;",
            },
            Edit {
                file: FILE,
                line: 619,
                lines: 1,
                was: 0xaebf3d3535b3af19,
                with: ".ok_or_else(|| LexError::HexDigitExpected(self.near(start, 2)))?;",
            },
            Edit {
                file: FILE,
                line: 626,
                lines: 1,
                was: 0xc68330b00f5d6ed3,
                with: "return Err(LexError::EscapeUnicodeStart(self.near(start, 2)));",
            },
            Edit {
                file: FILE,
                line: 679,
                lines: 1,
                was: 0x5c3b7fc2447e4542,
                with: "return Err(LexError::EscapeDecimalTooLarge(self.near(start, 1)));",
            },
            Edit {
                file: FILE,
                line: 684,
                lines: 1,
                was: 0xfbaa29a34287cc63,
                with: "return Err(LexError::InvalidEscape(self.near(start, 1)));",
            },
            Edit {
                file: FILE,
                line: 701,
                lines: 0,
                was: 0x8c362de5e98ea832,
                with: "let start_line = self.line_number();",
            },
            Edit {
                file: FILE,
                line: 729,
                lines: 1,
                was: 0x7319603d57362273,
                with: "return Err(LexError::UnfinishedLongString(
                       if into_string { \"string\" } else { \"comment\" },
                       start_line,
                   ));",
            },
        ],
    },
    Change {
        // `--[= to do` is a comment of one line.
        name: "take only whole brackets for a long comment",
        edits: &[
            Edit {
                file: FILE,
                line: 300,
                lines: 2,
                was: 0x10b8edde70089e25,
                with: "let mut level = 1;
                   while self.peek(level)? == Some(b'=') {
                       level += 1;
                   }
                   match (self.peek(0)?, self.peek(level)?) {
                       (Some(b'['), Some(b'[')) => {",
            },
        ],
    },
    Change {
        // A missing `end` was told without what it is missing for.
        name: "tell what is not closed",
        edits: &[
            Edit {
                file: "compiler/parser.rs",
                line: 325,
                lines: 0,
                was: 0x57db54c2134df111,
                with: "#[error(\"{expected:?} expected (to close {opener:?} at line {line}), found {found:?}\")]
                   Unclosed {
                       expected: String,
                       opener: String,
                       line: LineNumber,
                       /// `None` at the end.
                       found: Option<String>,
                   },",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 370,
                lines: 5,
                was: 0xd718bac739cd7c0a,
                with: "if let Some(token) = self.look_ahead(0)? {
                       Err(ParseError {
                           kind: ParseErrorKind::Unexpected {
                               unexpected: format!(\"{:?}\", token.inner),
                               expected: \"<eof>\".to_owned(),
                           },
                           line_number: token.line_number,
                       })",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 430,
                lines: 3,
                was: 0x0f0eac0c176fc153,
                with: "let line = self.take_next()?.line_number;
                   let statement = Statement::Do(self.parse_block()?);
                   self.expect_match(Token::End, Token::Do, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 476,
                lines: 1,
                was: 0xfcdb52ce6924fd01,
                with: "let line = self.expect_next(Token::If)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 497,
                lines: 1,
                was: 0xf80f441f84b95681,
                with: "self.expect_match(Token::End, Token::If, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 507,
                lines: 1,
                was: 0x6cfed367b112a03d,
                with: "let line = self.expect_next(Token::While)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 511,
                lines: 1,
                was: 0xf80f441f84b95681,
                with: "self.expect_match(Token::End, Token::While, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 517,
                lines: 1,
                was: 0xa58c170981346a63,
                with: "let line = self.expect_next(Token::For)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 536,
                lines: 1,
                was: 0xf80f441f84b95681,
                with: "self.expect_match(Token::End, Token::For, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 559,
                lines: 1,
                was: 0xf80f441f84b95681,
                with: "self.expect_match(Token::End, Token::For, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 579,
                lines: 3,
                was: 0x0b45b6fd8282517a,
                with: "let line = self.expect_next(Token::Repeat)?;
                   let body = self.parse_block()?;
                   self.expect_match(Token::Until, Token::Repeat, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 842,
                lines: 2,
                was: 0x212e638ec6673130,
                with: "let expr = self.parse_expression()?;
                   self.expect_match(Token::RightParen, Token::LeftParen, next.line_number)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 892,
                lines: 1,
                was: 0x10f64e0ff47d903d,
                with: "let line = self.take_next()?.line_number;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 898,
                lines: 1,
                was: 0x250ec059c06bca3c,
                with: "self.expect_match(Token::RightParen, Token::LeftParen, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 969,
                lines: 0,
                was: 0xaf807d6a96470be7,
                with: "// The name is on the line of its `function`, as people write.
                   let line = self.last_line;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 1002,
                lines: 1,
                was: 0xf80f441f84b95681,
                with: "self.expect_match(Token::End, Token::Function, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 1012,
                lines: 1,
                was: 0x836bd823b19ae6e8,
                with: "let line = self.expect_next(Token::LeftBrace)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 1019,
                lines: 6,
                was: 0xbd14eec7101810be,
                with: "match self.look_ahead(0)?.map(AsRef::as_ref) {
                       Some(Token::Comma | Token::SemiColon) => {
                           self.take_next()?;
                       }
                       _ => break,
                   }",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 1026,
                lines: 1,
                was: 0x08dcaf04f258c757,
                with: "self.expect_match(Token::RightBrace, Token::LeftBrace, line)?;",
            },
            Edit {
                file: "compiler/parser.rs",
                line: 1080,
                lines: 0,
                was: 0xd29053758a391f0e,
                with: "// As `expect_next`, for what closes an `opener` on that line.
                   fn expect_match(
                       &mut self,
                       token: Token<S::String>,
                       opener: Token<S::String>,
                       line: LineNumber,
                   ) -> Result<(), ParseError> {
                       let end = self.lexer.line_number();
                       let next = self.look_ahead(0)?;
                       let found_on = next.map_or(end, |next| next.line_number);
                       if found_on == line || next.is_some_and(|next| **next == token) {
                           return self.expect_next(token).map(|_| ());
                       }
                       Err(ParseError {
                           kind: ParseErrorKind::Unclosed {
                               expected: format!(\"{:?}\", token),
                               opener: format!(\"{:?}\", opener),
                               line,
                               found: next.map(|next| format!(\"{:?}\", next.inner)),
                           },
                           line_number: found_on,
                       })
                   }
",
            },
        ],
    },
];
