//! A world of its own for a test that runs the program: folder, environment, day and width.

use std::{
    ffi::OsStr,
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// Width of every answer, so that no test depends on the terminal it runs in.
const COLUMNS: &str = "80";

/// The day that “3w” and “yesterday” are counted from.
const TODAY: &str = "2031-03-05";

/// A temporary folder and the program run in it.
pub struct Env {
    folder: TempDir,
}

impl Env {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: TempDir::with_prefix("onrecord-test-").unwrap() }
    }

    /// The folder that the program runs in.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the folder, making the folders on the way.
    #[must_use]
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a file below the folder; its path.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// The program, to be run in the folder and in an environment with nothing of the caller's in
    /// it; for tests that need more than [`Env::run`].
    pub fn command(&self) -> Command {
        let mut command = Command::new(program());
        command
            .current_dir(self.path())
            .env_clear()
            .env("COLUMNS", COLUMNS)
            .env("ONRECORD_TODAY", TODAY)
            .env("HOME", self.path())
            .env("TMPDIR", self.path());
        command
    }

    /// Runs the program.
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Output {
        let output = self.command().args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Output {
            stdout: self.neutral(&text(output.stdout)),
            stderr: self.neutral(&text(output.stderr)),
            code: output.status.code(),
        }
    }

    /// `text` with the folder's name, which differs from run to run, taken out.
    fn neutral(&self, text: &str) -> String {
        text.replace(&self.path().display().to_string(), "[FOLDER]")
    }
}

/// The program under test.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_onrecord"))
}

/// What a run of the program left behind. Printed whole, it is what a snapshot holds.
#[must_use = "a run that nobody looks at tests nothing"]
pub struct Output {
    /// The answer.
    pub stdout: String,
    /// The talk.
    pub stderr: String,
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
}

impl Output {
    /// Goes on with the answer of a run that has to have exit code 0.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "\n{self}");
        self.stdout
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.stderr)?;
        }
        match self.code {
            Some(code) => writeln!(f, "--- exit {code}"),
            None => writeln!(f, "--- ended by a signal"),
        }
    }
}

#[test]
fn the_program_runs_alone_in_the_world() {
    let env = Env::new().file("corpus/a.txt", "“No,” said Ana Tull.\n");
    let output = env.run(["extract", "corpus"]).ok();
    assert!(output.contains("Ana Tull"), "{output}");
    let output = env.run(["no-such-verb"]);
    assert_eq!(output.code, Some(2), "{output}");
    assert!(output.to_string().contains("--- stderr\nerror: "), "{output}");
}

/// Puts a copy of the folder `from` in the place of `to`.
pub fn copy_folder(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
