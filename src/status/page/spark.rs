//! The lines of the last minutes as SVG.

use super::text::{Html, number};
use crate::history::{POINT_S, POINTS, Point};

/// Height of the drawing; its width is one unit per second.
const HEIGHT: f64 = 48.0;

/// Draws demand, desired and current replicas; nothing where nothing is known.
pub(super) fn spark<'a>(html: &mut Html, points: impl ExactSizeIterator<Item = &'a Point> + Clone) {
    let demand = |point: &Point| point.demand.map(f64::from).filter(|it| it.is_finite());
    let desired = |point: &Point| point.desired.map(f64::from);
    let current = |point: &Point| point.current.map(f64::from);
    let all = points.clone();
    let highest = all
        .flat_map(|point| [demand(point), desired(point), current(point)])
        .flatten()
        .fold(0.0, f64::max);
    if highest <= 0.0 && points.len() == 0 {
        return;
    }
    html.raw("<figure><svg viewBox='0 0 300 50' preserveAspectRatio=none role=img>");
    for (class, value) in [
        ("c", &current as &dyn Fn(&Point) -> Option<f64>),
        ("s", &desired),
        ("d", &demand),
    ] {
        // Without a point it would be no path.
        if points.clone().map(value).all(|value| value.is_none()) {
            continue;
        }
        html.raw("<path class=").raw(class).raw(" d='");
        line(html, points.clone().map(value), highest.max(1.0));
        html.raw("'/>");
    }
    html.raw("</svg><figcaption>last 5 min, up to ")
        .text(&number(highest));
    html.raw(": <span class=d>demand</span> <span class=s>desired</span> <span class=c>running</span></figcaption></figure>");
}

/// One line, broken where nothing is known.
fn line(html: &mut Html, values: impl ExactSizeIterator<Item = Option<f64>>, highest: f64) {
    let mut pen_down = false;
    let first = POINTS.saturating_sub(values.len());
    for (at, value) in (first..).zip(values) {
        let Some(value) = value else {
            pen_down = false;
            continue;
        };
        let x = u64::try_from(at).unwrap_or(0).saturating_mul(POINT_S);
        let y = HEIGHT - value / highest * (HEIGHT - 2.0);
        html.raw(if pen_down { " " } else { "M" });
        html.text(&format!("{x} {y:.0}"));
        pen_down = true;
    }
    // A single point has no length.
    if pen_down {
        html.raw("h4");
    }
}
