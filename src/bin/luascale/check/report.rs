//! Findings as text for people and as JSON for programs.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};
use serde_json::{Value, json};

use super::finding::{Finding, Findings, Level};
use crate::terminal::{Colour, coloured, counted};

/// Columns of a line: longer ones are shown around their caret.
const WIDTH: usize = 100;

/// All of it.
pub(super) struct Report {
    pub(super) files: Vec<Findings>,
}

impl Report {
    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.files.iter().flat_map(|file| &file.list)
    }

    pub(super) fn count(&self, level: Level) -> usize {
        self.findings().filter(|it| it.level == level).count()
    }

    fn sum(&self, of: fn(&Findings) -> usize) -> usize {
        self.files.iter().map(of).sum()
    }

    pub(super) fn policies(&self) -> usize {
        self.sum(|file| file.policies)
    }

    pub(super) fn configurations(&self) -> usize {
        self.sum(|file| file.configurations)
    }

    pub(super) fn tests(&self) -> usize {
        self.sum(|file| file.tests)
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        json!({
            "files": self.files.len(),
            "configurations": self.configurations(),
            "policies": self.policies(),
            "errors": self.count(Level::Error),
            "warnings": self.count(Level::Warning),
            "findings": self.findings().map(Finding::json).collect::<Vec<_>>(),
        })
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let colour = coloured(&std::io::stdout());
        let mut text = String::new();
        for finding in self.findings() {
            text.push_str(&shown(finding, colour));
            text.push('\n');
        }
        text.push_str(&format!(
            "{} and {} in {}: {}, {}\n",
            counted(self.configurations(), "configuration", "configurations"),
            counted(self.policies(), "policy", "policies"),
            counted(self.files.len(), "file", "files"),
            counted(self.count(Level::Error), "error", "errors"),
            counted(self.count(Level::Warning), "warning", "warnings"),
        ));
        text
    }
}

/// `file:line:column: error: …`, the line with a caret below, and the remedy.
fn shown(finding: &Finding, colour: bool) -> String {
    let (line, column) = finding.file.line_and_column(finding.span.start);
    let shade = match finding.level {
        Level::Error => Colour::Red,
        Level::Warning => Colour::Yellow,
    };
    let level = shade.paint(&format!("{}:", finding.level.as_str()), colour);
    let name = &finding.file.name;
    // A policy that is a file has the file's name.
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let policy = match &finding.policy {
        Some(policy) if stem != policy.as_str() => format!("policy {policy}: "),
        _ => String::new(),
    };
    let mut text = format!(
        "{name}:{line}:{column}: {level} {policy}{}\n",
        finding.message
    );
    let annotation = match finding.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
    };
    let mut group = Group::with_level(annotation);
    if !finding.file.text.is_empty() {
        group = group.element(
            Snippet::source(finding.file.text.as_str())
                .annotation(AnnotationKind::Primary.span(finding.span.clone())),
        );
    }
    if let Some(help) = &finding.help {
        group = group.element(Shown::HELP.message(help.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(WIDTH);
    text.push_str(&renderer.render(&[group]));
    text.push('\n');
    text
}
