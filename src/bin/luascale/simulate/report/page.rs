//! The report as one page that needs nothing else.

use std::fmt::Write;

use luascale::html::escaped;

use super::table::COLUMNS;
use super::{Comparison, chart};

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1240px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 0; }
p { margin: .3rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; }
svg { max-width: 100%; height: auto; background: #fff; border-radius: 6px; margin-top: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dd { margin: 0; }
";

/// The page.
pub(crate) fn html(comparisons: &[Comparison]) -> Result<String, String> {
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content='width=device-width'>\
         <title>luascale simulation</title><style>{STYLE}</style><h1>Simulation</h1>"
    );
    for comparison in comparisons {
        page.push_str(&section(comparison).map_err(|error| error.to_string())?);
        let svg = chart::svg(comparison)?;
        // Without the declaration that stands at the head of a file.
        page.push_str(svg.get(svg.find("<svg").unwrap_or(0)..).unwrap_or_default());
    }
    page.push_str("<h2>What the columns say</h2><dl>");
    for (name, _, meaning) in COLUMNS {
        write!(page, "<dt>{}<dd>{}", escaped(name), escaped(meaning))
            .map_err(|error| error.to_string())?;
    }
    page.push_str("</dl></html>\n");
    Ok(page)
}

fn section(comparison: &Comparison) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    write!(
        text,
        "<h2>{}</h2><p>{}</p><table><tr><th>autoscaler",
        escaped(&comparison.load),
        escaped(&comparison.setting)
    )?;
    for (name, _, meaning) in COLUMNS {
        write!(text, "<th title='{}'>{}", escaped(meaning), escaped(name))?;
    }
    for run in &comparison.runs {
        write!(text, "<tr><td>{}", escaped(&run.name))?;
        for (_, cell, _) in COLUMNS {
            write!(text, "<td>{}", cell(&run.figures))?;
        }
    }
    text.push_str("</table>");
    Ok(text)
}
