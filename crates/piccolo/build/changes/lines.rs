//! On which line an error is.

use crate::apply::{Change, Edit};

const PARSER: &str = "compiler/parser.rs";
const COMPILER: &str = "compiler/compiler.rs";

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // Lines were those of statements: an error in the tenth line of a table
        // that is returned was told at its `return`. As in Lua, an operator has
        // its own line, a comparison the line where it ends, a field that of its
        // name, a call the line where its expression begins.
        name: "give operators, fields and calls their lines",
        edits: &[
            Edit {
                file: PARSER,
                line: 224,
                lines: 0,
                was: 0x08dfd407b57ea6e6,
                with: "/// The line of the operator before it, where it is an operand.
                   pub line: LineNumber,",
            },
            Edit {
                file: PARSER,
                line: 274,
                lines: 0,
                was: 0x08dfd407b57ea6e6,
                with: "/// The line on which it begins.
                   pub line: LineNumber,
                   /// The line of each suffix; a suffix that became a statement's or a target's
                   /// has its line here still.
                   pub lines: Vec<LineNumber>,",
            },
            Edit {
                file: PARSER,
                line: 356,
                lines: 0,
                was: 0xb0ee1bf23fb499be,
                with: "last_line: LineNumber(0),",
            },
            Edit {
                file: PARSER,
                line: 364,
                lines: 0,
                was: 0x566078f404e077a1,
                with: "// The line of the last token that was taken.
                   last_line: LineNumber,",
            },
            Edit {
                file: PARSER,
                line: 778,
                lines: 2,
                was: 0xee6a23956601cddb,
                with: "let line = self.take_next()?.line_number;
                   let mut operand = self.parse_sub_expression(UNARY_PRIORITY)?;
                   operand.line = line;
                   HeadExpression::UnaryOperator(unary_op, operand)",
            },
            Edit {
                file: PARSER,
                line: 791,
                lines: 2,
                was: 0x008c455930a83c01,
                with: "let line = self.take_next()?.line_number;
                   let mut right_expression = self.parse_sub_expression(right_priority)?;
                   let compares = matches!(
                       binary_op,
                       BinaryOperator::LessThan
                           | BinaryOperator::LessEqual
                           | BinaryOperator::GreaterThan
                           | BinaryOperator::GreaterEqual
                   );
                   right_expression.line = if compares { self.last_line } else { line };",
            },
            Edit {
                file: PARSER,
                line: 798,
                lines: 1,
                was: 0x970ae3366c4ab435,
                with: "tail,
                   line: self.last_line,",
            },
            Edit {
                file: PARSER,
                line: 905,
                lines: 1,
                was: 0xf45555f77210fb1e,
                with: "tail: vec![],
                   line: self.last_line,",
            },
            Edit {
                file: PARSER,
                line: 911,
                lines: 1,
                was: 0xf45555f77210fb1e,
                with: "tail: vec![],
                   line: self.last_line,",
            },
            Edit {
                file: PARSER,
                line: 949,
                lines: 1,
                was: 0x10c3672c414e7fe3,
                with: "let line = self.get_next()?.line_number;
                   let primary = self.parse_primary_expression()?;
                   let mut lines = Vec::new();",
            },
            Edit {
                file: PARSER,
                line: 959,
                lines: 1,
                was: 0xc5780382e0f1b48f,
                with: "let begins_on = self.get_next()?.line_number;
                   let suffix = self.parse_suffix_part()?;
                   lines.push(match suffix {
                       SuffixPart::Field(_) => self.last_line,
                       SuffixPart::Call(_) => begins_on,
                   });
                   suffixes.push(suffix);",
            },
            Edit {
                file: PARSER,
                line: 965,
                lines: 1,
                was: 0xeb40c7193b9bd32d,
                with: "Ok(SuffixedExpression { primary, suffixes, line, lines })",
            },
            Edit {
                file: PARSER,
                line: 1091,
                lines: 1,
                was: 0x91e43cbe219dccb9,
                with: "let next_token = self.read_buffer.remove(0);
                   self.last_line = next_token.line_number;",
            },
            Edit {
                file: PARSER,
                line: 1117,
                lines: 1,
                was: 0xc9936665226b03b1,
                with: "let next_token = self.read_buffer.remove(0);
                   self.last_line = next_token.line_number;
                   let line_number = self.last_line;
                   next_token.try_map(|t| match t {",
            },
            Edit { file: PARSER, line: 1124, lines: 1, was: 0xcfe8f8ac8b064a28, with: "line_number," },
            Edit {
                file: PARSER,
                line: 1141,
                lines: 1,
                was: 0xc9936665226b03b1,
                with: "let next_token = self.read_buffer.remove(0);
                   self.last_line = next_token.line_number;
                   let line_number = self.last_line;
                   next_token.try_map(|t| match t {",
            },
            Edit { file: PARSER, line: 1148, lines: 1, was: 0xcfe8f8ac8b064a28, with: "line_number," },
            Edit {
                file: PARSER,
                line: 1163,
                lines: 1,
                was: 0x7cce52dcaaf78050,
                with: "let next_token = self.read_buffer.remove(0);
                   self.last_line = next_token.line_number;
                   Ok(next_token)",
            },
            // An operand that is followed by its operator's line: the instruction
            // that comes next is the operator's.
            Edit {
                file: COMPILER,
                line: 264,
                lines: 0,
                was: 0x08dfd407b57ea6e6,
                with: "// An operand; what is done with it is on this line.
                   Line(LineNumber, Box<ExprDescriptor<S>>),",
            },
            Edit {
                file: COMPILER,
                line: 564,
                lines: 0,
                was: 0x3452d6cc1a773ea4,
                with: "let line = self.current_function.current_line_number;",
            },
            Edit {
                file: COMPILER,
                line: 585,
                lines: 0,
                was: 0xf33d43636ed9b5d6,
                with: "self.current_function.set_line_number(line);",
            },
            Edit {
                file: COMPILER,
                line: 605,
                lines: 0,
                was: 0x4e52fd978d9a4b8d,
                with: "self.current_function.set_line_number(line);",
            },
            Edit {
                file: COMPILER,
                line: 695,
                lines: 0,
                was: 0x22e7c09c7dcaf91d,
                with: "let line = match &*arguments[0].head {
                       HeadExpression::Simple(SimpleExpression::Suffixed(first)) => first.line,
                       _ => line,
                   };
                   self.current_function.set_line_number(line);",
            },
            Edit {
                file: COMPILER,
                line: 762,
                lines: 1,
                was: 0x6e4629f26b7517cc,
                with: "self.current_function.set_line_number(statement.line_number);
                   self.statement(statement)?;",
            },
            Edit {
                file: COMPILER,
                line: 765,
                lines: 1,
                was: 0x5bc3918818afd1a0,
                with: "self.current_function
                       .set_line_number(return_statement.line_number);
                   self.return_statement(return_statement)?;",
            },
            Edit {
                file: COMPILER,
                line: 768,
                lines: 0,
                was: 0xc58fd19aea7d8256,
                with: "self.current_function
                       .set_line_number(repeat_statement.body.closed_on);",
            },
            Edit {
                file: COMPILER,
                line: 943,
                lines: 0,
                was: 0x6d999d5b9019cf12,
                with: "let (begins_on, line) = (function_call.head.line, function_call.head.lines.last());
                   let line = line.copied().unwrap_or(begins_on);",
            },
            Edit {
                file: COMPILER,
                line: 950,
                lines: 1,
                was: 0xb3ef71eb4509ed95,
                with: "head_expr.on_line(begins_on),",
            },
            Edit {
                file: COMPILER,
                line: 964,
                lines: 1,
                was: 0xb435df9464104d71,
                with: "ExprDescriptor::Constant(Constant::String(method.clone()))
                       .on_line(line)
                       .on_line(begins_on),",
            },
            Edit {
                file: COMPILER,
                line: 1114,
                lines: 2,
                was: 0x3a8682624b0c959d,
                with: "let line = right.line;
                   let right = self.expression(&right)?;
                   expr = self.binary_operator_expression(expr, *binop, right, line)?;",
            },
            Edit {
                file: COMPILER,
                line: 1127,
                lines: 2,
                was: 0x057116fddd326fc7,
                with: "let line = expr.line;
                   let expr = self.expression(expr)?;
                   self.unary_operator_expression(*unop, expr, line)",
            },
            Edit {
                file: COMPILER,
                line: 1201,
                lines: 1,
                was: 0x498ff95656b696ed,
                with: "let begins_on = suffixed_expression.line;
                   for (suffix, line) in suffixed_expression
                       .suffixes
                       .iter()
                       .zip(&suffixed_expression.lines)
                   {",
            },
            Edit {
                file: COMPILER,
                line: 1212,
                lines: 1,
                was: 0x4d621c276e257b65,
                with: "key: Box::new(key.on_line(*line)),",
            },
            Edit {
                file: COMPILER,
                line: 1222,
                lines: 1,
                was: 0x7684b80bd9ef9180,
                with: "func: Box::new(expr.on_line(begins_on)),",
            },
            Edit {
                file: COMPILER,
                line: 1233,
                lines: 3,
                was: 0x532e65a56853e674,
                with: "method: Box::new(
                       ExprDescriptor::Constant(Constant::String(method.clone()))
                           .on_line(*line)
                           .on_line(begins_on),
                   ),",
            },
            Edit {
                file: COMPILER,
                line: 1262,
                lines: 1,
                was: 0x3106b663e3bf922a,
                with: "expr: ExprDescriptor<S::String>,
                   line: LineNumber,",
            },
            Edit {
                file: COMPILER,
                line: 1272,
                lines: 1,
                was: 0xf3a2e29927ce6b25,
                // `not` cannot fail, and tests look for what it negates.
                with: "expr: Box::new(if unop == UnaryOperator::Not { expr } else { expr.on_line(line) }),",
            },
            Edit {
                file: COMPILER,
                line: 1280,
                lines: 1,
                was: 0xe744042b519aee17,
                with: "right: ExprDescriptor<S::String>,
                   line: LineNumber,",
            },
            Edit {
                file: COMPILER,
                line: 1293,
                lines: 1,
                was: 0x3b59cbcbedb93c81,
                with: "right: Box::new(right.on_line(line)),",
            },
            Edit {
                file: COMPILER,
                line: 1307,
                lines: 1,
                was: 0x3b59cbcbedb93c81,
                with: "right: Box::new(right.on_line(line)),",
            },
            Edit {
                file: COMPILER,
                line: 1333,
                lines: 1,
                was: 0x20d699fb068321c9,
                with: "exprs.push_back(right.on_line(line));",
            },
            Edit {
                file: COMPILER,
                line: 1690,
                lines: 1,
                was: 0x18842a82367e4557,
                with: "let (func, line) = func.split_line();
                   let func = self.expr_discharge(func, ExprDestination::PushNew)?;",
            },
            Edit {
                file: COMPILER,
                line: 1693,
                lines: 0,
                was: 0x68de1665336c028e,
                with: "if let Some(line) = line {
                       self.current_function.set_line_number(line);
                   }",
            },
            Edit {
                file: COMPILER,
                line: 1722,
                lines: 0,
                was: 0x8944e58a6c9c14bd,
                with: "let (method, line) = method.split_line();",
            },
            Edit {
                file: COMPILER,
                line: 1752,
                lines: 0,
                was: 0x68de1665336c028e,
                with: "if let Some(line) = line {
                       self.current_function.set_line_number(line);
                   }",
            },
            Edit {
                file: COMPILER,
                line: 1852,
                lines: 0,
                was: 0x5da03bc08566cffd,
                with: "if let ExprDescriptor::Line(line, expr) = expr {
                       let result = self.expr_any_register(*expr)?;
                       self.current_function.set_line_number(line);
                       return Ok(result);
                   }",
            },
            Edit {
                file: COMPILER,
                line: 1872,
                lines: 0,
                was: 0xb8fc129f4272a74a,
                with: "if let ExprDescriptor::Line(line, expr) = expr {
                       let result = self.expr_any_register_or_constant(*expr)?;
                       self.current_function.set_line_number(line);
                       return Ok(result);
                   }",
            },
            Edit {
                file: COMPILER,
                line: 2306,
                lines: 0,
                was: 0xbed739ae569d2224,
                with: "ExprDescriptor::Line(line, expr) => {
                       let dest = self.expr_discharge(*expr, dest)?;
                       self.current_function.set_line_number(line);
                       return Ok(dest);
                   }
",
            },
            Edit {
                file: COMPILER,
                line: 2473,
                lines: 0,
                was: 0xaf63c74c8601c8dd,
                with: "impl<S> ExprDescriptor<S> {
                       fn on_line(self, line: LineNumber) -> Self {
                           ExprDescriptor::Line(line, Box::new(self))
                       }

                       fn split_line(self) -> (Self, Option<LineNumber>) {
                           match self {
                               ExprDescriptor::Line(line, expr) => (*expr, Some(line)),
                               expr => (expr, None),
                           }
                       }
                   }
",
            },
        ],
    },
];
