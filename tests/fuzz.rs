//! The fuzzers' targets, without a fuzzer: the corpora that are committed, and
//! inputs made from them that are the same in each run. `make fuzz` looks
//! further.
#![cfg(not(target_arch = "wasm32"))]

// The targets find what they use under the names of their own crates.
#[cfg(test)]
extern crate self as libfuzzer_sys;
#[cfg(test)]
extern crate self as luascale_fuzz;

#[cfg(test)]
#[path = "../fuzz/src/lib.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod library;
#[cfg(test)]
#[allow(unused_imports, reason = "made for another crate")]
pub(crate) use library::{Call, bodies, exercise, grammar, others_still_work, program};

/// As libfuzzer's, but what it makes is a function to call.
#[cfg(test)]
#[macro_export]
macro_rules! fuzz_target {
    (|$data:ident: &[u8]| $body:block) => {
        pub(crate) fn run($data: &[u8]) $body
    };
    (|$data:ident: $type:ty| $body:block) => {
        pub(crate) fn run(bytes: &[u8]) {
            let unstructured = arbitrary::Unstructured::new(bytes);
            if let Ok($data) = <$type as arbitrary::Arbitrary>::arbitrary_take_rest(unstructured) $body
        }
    };
}

#[cfg(test)]
#[path = "../fuzz/fuzz_targets/config.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod config;
#[cfg(test)]
#[path = "../fuzz/fuzz_targets/headers.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod headers;
#[cfg(test)]
#[path = "../fuzz/fuzz_targets/orca.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod orca;
#[cfg(test)]
#[path = "../fuzz/fuzz_targets/policy_grammar.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod policy_grammar;
#[cfg(test)]
#[path = "../fuzz/fuzz_targets/policy_source.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod policy_source;
#[cfg(test)]
#[path = "../fuzz/fuzz_targets/record.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod record;
#[cfg(test)]
#[path = "../fuzz/fuzz_targets/tokens.rs"]
#[allow(warnings, clippy::all, reason = "made for another crate")]
mod tokens;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rand_core::Rng;
    use rand_pcg::Pcg64Mcg;

    use crate::*;

    const LONGEST: usize = 4_096;

    /// What is committed for a target; nothing where it needs nothing.
    fn corpus(target: &str) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        let Ok(files) = std::fs::read_dir(folder.join(target)) else {
            return Vec::new();
        };
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| std::fs::read(file).unwrap())
            .collect()
    }

    fn below(dice: &mut Pcg64Mcg, end: usize) -> usize {
        usize::try_from(dice.next_u64() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// Bytes of chance, or one of the corpus with some changes.
    fn input(dice: &mut Pcg64Mcg, corpus: &[Vec<u8>]) -> Vec<u8> {
        if corpus.is_empty() || below(dice, 8) == 0 {
            let length = below(dice, 256);
            return (0..length)
                .map(|_| dice.next_u64().to_le_bytes()[0])
                .collect();
        }
        let mut bytes = corpus[below(dice, corpus.len())].clone();
        for _ in 0..=below(dice, 4) {
            let (at, byte) = (below(dice, bytes.len()), dice.next_u64().to_le_bytes()[0]);
            match below(dice, 6) {
                0 => bytes.truncate(at),
                1 if !bytes.is_empty() => bytes[at] = byte,
                2 if !bytes.is_empty() => bytes[at] ^= 1 << (byte % 8),
                3 => bytes.insert(at, byte),
                4 => {
                    let other = &corpus[below(dice, corpus.len())];
                    bytes.truncate(at);
                    bytes.extend(&other[below(dice, other.len())..]);
                }
                _ => {
                    let part = bytes[at..bytes.len().min(at + 16)].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        bytes.truncate(LONGEST);
        bytes
    }

    fn play(target: &str, run: fn(&[u8]), count: usize) {
        let corpus = corpus(target);
        corpus.iter().for_each(|bytes| run(bytes));
        let mut dice = Pcg64Mcg::new(7);
        for _ in 0..count {
            run(&input(&mut dice, &corpus));
        }
        println!("{target}: {} of the corpus, {count} made", corpus.len());
    }

    #[test]
    fn configurations() {
        play("config", config::run, 1_500);
    }

    #[test]
    fn headers_of_requests() {
        play("headers", headers::run, 40_000);
    }

    #[test]
    fn load_reports() {
        play("orca", orca::run, 40_000);
    }

    #[test]
    fn programs_of_a_grammar() {
        play("policy_grammar", policy_grammar::run, 400);
    }

    #[test]
    fn sources_of_policies() {
        play("policy_source", policy_source::run, 400);
    }

    #[test]
    fn records_in_shared_data() {
        play("record", record::run, 400);
    }

    #[test]
    fn bodies_of_models() {
        play("tokens", tokens::run, 8_000);
    }
}
