//! Text as HTML.

/// Adds characters to HTML, for an element or a quoted attribute. Control
/// characters have no place in either: they become spaces.
pub fn escape(to: &mut String, text: impl Iterator<Item = char>) {
    for character in text {
        match character {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            control if control.is_control() => to.push(' '),
            other => to.push(other),
        }
    }
}

/// A text as HTML; see [`escape`].
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape(&mut html, text.chars());
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        for (text, html) in [
            ("<b a='\"'>&", "&lt;b a=&#39;&quot;&#39;&gt;&amp;"),
            ("&lt;", "&amp;lt;"),
            ("a\n\u{7}é\u{85}", "a  é "),
            ("", ""),
        ] {
            assert_eq!(escaped(text), html);
        }
    }
}
