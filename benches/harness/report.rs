//! What a benchmark has found: as data, and as text.

use std::path::PathBuf;

use serde::Serialize;

use super::machine::Machine;
use super::table::Table;

/// The tables of one benchmark, with where they come from.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    name: String,
    /// Day, in UTC.
    date: String,
    machine: Machine,
    command: String,
    tables: Vec<Table>,
}

impl Report {
    pub(crate) fn of(name: &str, tables: Vec<Table>) -> Self {
        let command = match name {
            "soak" => "make soak".to_owned(),
            name => format!("make bench ONLY={name}"),
        };
        Self {
            name: name.to_owned(),
            date: jiff::Timestamp::now().strftime("%-d %B %Y").to_string(),
            machine: Machine::this(),
            command,
            tables,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("\n`{}`, {}: {}.\n", self.command, self.date, self.machine);
        for table in &self.tables {
            text.push_str(&format!("\n{table}"));
        }
        text.push('\n');
        text
    }

    /// Keeps the data in `target/bench`.
    pub(crate) fn save(&self) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench");
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = serde_json::to_string_pretty(self).expect("JSON");
        std::fs::write(folder.join(format!("{}.json", self.name)), text).expect("a file");
    }
}
