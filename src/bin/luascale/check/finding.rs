//! What was found, and where.

use std::ops::Range;
use std::rc::Rc;

use serde_json::{Value, json};

use super::text::{File, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// It will not work.
    Error,
    /// It will bite.
    Warning,
}

impl Level {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) level: Level,
    pub(super) file: Rc<File>,
    /// Bytes of the file, on one line.
    pub(super) span: Range<usize>,
    /// The policy that it is about.
    pub(super) policy: Option<String>,
    /// Lower case, without a full stop.
    pub(super) message: String,
    /// What to do about it.
    pub(super) help: Option<String>,
}

impl Finding {
    /// For programs.
    pub(super) fn json(&self) -> Value {
        let (line, column) = self.file.line_and_column(self.span.start);
        let (_, end) = self.file.line_and_column(self.span.end);
        json!({
            "level": self.level.as_str(),
            "file": self.file.name,
            "line": line,
            "column": column,
            "end_column": end,
            "policy": self.policy,
            "message": self.message,
            "help": self.help,
        })
    }
}

/// Collects what is found in one file.
#[derive(Debug)]
pub(super) struct Findings {
    pub(super) file: Rc<File>,
    pub(super) list: Vec<Finding>,
    /// Policies that were run.
    pub(super) policies: usize,
    /// Configurations that were read.
    pub(super) configurations: usize,
    /// Test files that were read.
    pub(super) tests: usize,
}

impl Findings {
    pub(super) fn new(file: Rc<File>) -> Self {
        Self {
            file,
            list: Vec::new(),
            policies: 0,
            configurations: 0,
            tests: 0,
        }
    }

    /// Adds one about a part of `text`, unless it is there already.
    pub(super) fn add(&mut self, level: Level, text: &Text, part: Range<usize>, told: Told) {
        let whole = text.place(&self.file, part);
        let shown = self.file.text.get(whole.clone()).unwrap_or_default();
        // A caret is under one line.
        let length = shown.find('\n').unwrap_or(shown.len());
        let span = whole.start..whole.start + length;
        let known = |it: &Finding| it.span.start == span.start && it.message == told.message;
        if !self.list.iter().any(known) {
            self.list.push(Finding {
                level,
                file: Rc::clone(&self.file),
                span,
                policy: told.policy,
                message: told.message,
                help: told.help,
            });
        }
    }
}

/// The words of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) policy: Option<String>,
}

impl Told {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// With what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// About a policy.
    pub(super) fn policy(mut self, name: &str) -> Self {
        self.policy = Some(name.to_owned());
        self
    }

    /// From an error's words, which may end in a guess.
    pub(super) fn guessed(message: &str) -> Self {
        for before in [": did you mean ", ", did you mean "] {
            if let Some((message, guess)) = message.split_once(before) {
                return Self::new(message).help(format!("did you mean {guess}"));
            }
        }
        Self::new(message)
    }
}
