//! Errors as Lua gives them: strings that begin with the place.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[Change {
    // Errors of the VM and of native functions were userdata without a place
    // (and each held an allocation that no limit counts).
    name: "raise errors as strings with chunk and line",
    edits: &[
        Edit {
            file: "thread/executor.rs",
            line: 351,
            lines: 1,
            was: 0x64354d1fc9b9afae,
            with: "let err = located(ctx, fuel, top_state, err);
                   top_state.frames.push(Frame::Error(err))",
        },
        Edit {
            file: "thread/executor.rs",
            line: 447,
            lines: 1,
            was: 0xee80ca43685f3714,
            with: "let error = located(ctx, fuel, top_state, error);
                   top_state.frames.push(Frame::Error(error));",
        },
        Edit {
            file: "thread/executor.rs",
            line: 461,
            lines: 1,
            was: 0xf4b1db36559a8e46,
            // How many instructions were run is not known here: as many as may be.
            with: "fuel.consume(granularity as i32);
                   let error = located(ctx, fuel, top_state, err.into());
                   top_state.frames.push(Frame::Error(error));",
        },
        Edit {
            file: "thread/executor.rs",
            line: 659,
            lines: 0,
            was: 0x5bff4b67697831e0,
            with: "/// An error of the host's as a Lua string, with the chunk and the line of
                   /// the Lua frame on top, where there is one. A Lua value stays as it is.
                   /// Its text, which can name what is as long as the source, is paid for.
                   fn located<'gc>(ctx: Context<'gc>, fuel: &mut Fuel, state: &ThreadState<'gc>, error: Error<'gc>) -> Error<'gc> {
                       let Error::Runtime(error) = error else {
                           return error;
                       };
                       let text = match state.frames.last() {
                           Some(Frame::Lua { closure, pc, base, .. }) => {
                               // Names are looked for in all instructions before this one.
                               fuel.consume((*pc / crate::limits::BYTES_PER_FUEL) as i32);
                               let proto = closure.prototype();
                               let place = crate::messages::Place {
                                   proto: &proto,
                                   pc: *pc,
                                   registers: state.stack.get(*base..).unwrap_or(&[]),
                               };
                               let line = crate::messages::line(&proto.opcode_line_numbers, *pc);
                               let text = crate::messages::runtime(ctx, &error, Some(&place));
                               format!(\"{}:{line}: {text}\", proto.chunk_name.display_lossy())
                           }
                           _ => crate::messages::runtime(ctx, &error, None),
                       };
                       fuel.consume(crate::limits::fuel_for_bytes(text.len()));
                       Error::Lua(crate::Value::from(ctx.intern(text.as_bytes())).into())
                   }

                   impl<'gc, 'a> Execution<'gc, 'a> {
                       /// The Lua function `level` calls above the running callback; `None`
                       /// where that is no Lua function.
                       pub fn lua_frame(&self, level: usize) -> Option<UpperLuaFrame<'gc>> {
                           let Frame::Lua { closure, pc, .. } = self.upper_frames.iter().nth_back(level)? else {
                               return None;
                           };
                           let proto = closure.prototype();
                           Some(UpperLuaFrame {
                               chunk_name: proto.chunk_name,
                               current_function: proto.reference,
                               current_line: crate::messages::line(&proto.opcode_line_numbers, *pc),
                           })
                       }

                       /// The threads that wait for one another, the main one first and the one that
                       /// runs last.
                       pub fn running_threads(&self) -> &[Thread<'gc>] {
                           self.threads
                       }

                       /// How the Lua function that called the running callback names it, with the
                       /// kind of the name: `local`, `method`, `global`, …
                       pub fn called_as(&self) -> Option<(&'static str, std::string::String)> {
                           let Some(Frame::Lua { closure, pc, .. }) = self.upper_frames.last() else {
                               return None;
                           };
                           let proto = closure.prototype();
                           let code = crate::names::Code(&proto);
                           let named = code.called(pc.checked_sub(1)?)?;
                           Some((named.kind, named.name))
                       }
                   }
                   ",
        },
        Edit {
            file: "meta_ops.rs",
            line: 164,
            lines: 1,
            was: 0xb9b842f5cbcdfd18,
            with: "pub struct MetaCallError(pub &'static str);",
        },
    ],
}];
