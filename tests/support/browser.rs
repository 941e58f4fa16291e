//! A real Chromium that looks at a page.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A Chromium, started anew for each look.
#[derive(Debug)]
pub(crate) struct Browser {
    program: PathBuf,
    folder: TempDir,
}

/// What it shows: RGB, line by line.
#[derive(Debug)]
pub(crate) struct Screenshot {
    pixels: Vec<[u8; 3]>,
}

impl Screenshot {
    /// The colour in the upper left corner.
    pub(crate) fn corner(&self) -> [u8; 3] {
        self.pixels[0]
    }

    /// How many pixels have exactly this colour.
    pub(crate) fn count(&self, colour: [u8; 3]) -> usize {
        self.pixels.iter().filter(|pixel| **pixel == colour).count()
    }
}

impl Browser {
    /// The Chromium that `LUASCALE_CHROMIUM` names, else the one in PATH;
    /// `None`, and a word about it, where that says `none`.
    ///
    /// # Panics
    /// Where there is none: a test that is skipped looks like one that passed.
    pub(crate) fn find() -> Option<Self> {
        let named = std::env::var("LUASCALE_CHROMIUM").unwrap_or_default();
        if named == "none" {
            eprintln!("NOT RUN: LUASCALE_CHROMIUM=none, nobody looks at the page");
            return None;
        }
        let names = match named.as_str() {
            "" => vec!["chromium", "chromium-browser", "google-chrome"],
            named => vec![named],
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut programs = names.iter().flat_map(|name| {
            let folders = std::env::split_paths(&path);
            // A full path stays what it is.
            folders.map(|folder| folder.join(name)).collect::<Vec<_>>()
        });
        let program = programs.find(|program| program.is_file());
        Some(Self {
            program: program.unwrap_or_else(|| panic!("no {names:?}: run `make setup`")),
            folder: tempfile::tempdir().expect("a folder"),
        })
    }

    /// The document as it stands once the page is loaded.
    pub(crate) fn document(&self, url: &str) -> String {
        let output = self.run(&["--dump-dom", url]);
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// What a reader with a light or a dark screen sees.
    pub(crate) fn screenshot(&self, url: &str, dark: bool) -> Screenshot {
        let file = self.folder.path().join("page.png");
        let shot = format!("--screenshot={}", file.display());
        let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!dark));
        self.run(&[&scheme, &shot, "--window-size=1000,1200", url]);
        let file = std::fs::File::open(file).expect("a screenshot");
        let decoder = png::Decoder::new(std::io::BufReader::new(file));
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut bytes).expect("a picture");
        let samples = info.color_type.samples();
        assert!(samples >= 3, "{info:?} has no colours");
        let pixels = bytes[..info.buffer_size()].chunks_exact(samples);
        Screenshot {
            pixels: pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(),
        }
    }

    /// Runs it, and sees that the page gave it nothing to complain about.
    fn run(&self, args: &[&str]) -> Output {
        let output = Command::new(&self.program)
            // Without its sandbox, since tests run as root in containers.
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
            ])
            .args([
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--enable-logging=stderr",
            ])
            .arg(format!("--user-data-dir={}", self.folder.path().display()))
            .args(args)
            .stdin(Stdio::null())
            .output()
            .expect("Chromium starts");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "Chromium failed: {log}");
        let told: Vec<&str> = log
            .lines()
            .filter(|line| line.contains(":CONSOLE"))
            .collect();
        assert!(told.is_empty(), "the page is not as it should be: {told:?}");
        output
    }
}
