//! Programs of a grammar, with a taste for what is hard: metatables,
//! coroutines, strings, `goto`, `pcall`, the library. Several calls of each in
//! one VM.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luascale_fuzz::program::Program;
use luascale_fuzz::{exercise, others_still_work};

fuzz_target!(|program: Program| {
    exercise(&program.source, &program.calls);
    others_still_work();
});
