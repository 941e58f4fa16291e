//! Takes the pinned source of ottavino from cargo's registry cache, applies
//! our changes, and leaves the outcome in `OUT_DIR` for `src/lib.rs`.

mod apply;
mod changes;
mod source;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=Cargo.toml");
    if let Err(fault) = run() {
        eprintln!("crates/piccolo: {fault}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let source = source::find()?;
    let target = out.join("ottavino");
    // What a former version of the package left there must not be compiled.
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    copy(&source, &target)?;
    apply::apply(&target, changes::ALL)?;
    write(&out.join("modules.rs"), &modules(&target)?)
}

/// Copies the Rust files of a folder, and of those below.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let fault = |error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(fault)?;
    for entry in fs::read_dir(from).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            let text = fs::read_to_string(&path).map_err(fault)?;
            write(&to.join(name), &text)?;
        }
    }
    Ok(())
}

/// The package's `lib.rs` with the place of each module written out, since a
/// file that is included has no folder of its own.
fn modules(package: &Path) -> Result<String, String> {
    let lib = package.join("lib.rs");
    let text = fs::read_to_string(&lib).map_err(|error| format!("{}: {error}", lib.display()))?;
    let mut modules = String::new();
    for line in text.lines() {
        let name = line
            .strip_prefix("pub mod ")
            .and_then(|rest| rest.strip_suffix(';'));
        if let Some(name) = name {
            let file = [format!("{name}.rs"), format!("{name}/mod.rs")]
                .into_iter()
                .map(|file| package.join(file))
                .find(|file| file.exists())
                .ok_or_else(|| format!("module {name} has no file"))?;
            modules.push_str(&format!("#[path = {:?}]\n", file.display().to_string()));
        }
        modules.push_str(line);
        modules.push('\n');
    }
    Ok(modules)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
