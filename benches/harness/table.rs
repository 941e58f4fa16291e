//! A table of figures, which knows how they spread.

use std::fmt;

use serde::Serialize;

/// A table, with lines of text before and after it.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    about: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    notes: Vec<String>,
}

/// What a place of a table says.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Cell {
    Nothing,
    Text(String),
    Count(u64),
    Spread(Spread),
}

/// One figure of each round, and the decimals that are told.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Spread {
    rounds: Vec<f64>,
    decimals: usize,
}

impl Table {
    pub(crate) fn new(about: impl Into<String>, columns: &[&'static str]) -> Self {
        Self {
            about: about.into(),
            columns: columns.to_vec(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:\n\n| {} |\n|", self.about, self.columns.join(" | "))?;
        for _ in &self.columns {
            f.write_str("---|")?;
        }
        f.write_str("\n")?;
        for row in &self.rows {
            for cell in row {
                write!(
                    f,
                    "| {cell}{}",
                    if matches!(cell, Cell::Nothing) {
                        ""
                    } else {
                        " "
                    }
                )?;
            }
            f.write_str("|\n")?;
        }
        for note in &self.notes {
            write!(f, "\n{note}\n")?;
        }
        Ok(())
    }
}

impl Spread {
    /// Two decimals are told.
    pub(crate) fn of(rounds: impl IntoIterator<Item = f64>) -> Self {
        Self {
            rounds: rounds.into_iter().collect(),
            decimals: 2,
        }
    }

    pub(crate) fn decimals(self, decimals: usize) -> Self {
        Self { decimals, ..self }
    }

    /// Both of each round in one figure.
    pub(crate) fn of_pairs(one: &[f64], other: &[f64], join: fn(f64, f64) -> f64) -> Self {
        Self::of(one.iter().zip(other).map(|(one, other)| join(*one, *other)))
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.rounds.clone();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
        let (median, decimals) = (sorted[sorted.len() / 2], self.decimals);
        write!(f, "{median:.decimals$}")?;
        if least < most {
            write!(f, " ({least:.decimals$} to {most:.decimals$})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => count.fmt(f),
            Self::Spread(spread) => spread.fmt(f),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Spread> for Cell {
    fn from(spread: Spread) -> Self {
        Self::Spread(spread)
    }
}
