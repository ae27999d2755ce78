//! The file that says who is who: read, told of what is wrong in it, and written.

use std::{fs, io, io::Write, path::PathBuf};

use tempfile::NamedTempFile;

use super::clipped;
use crate::{
    cli::{CliError, output::say, places::Places, problems::counted, topic_args::plainly},
    index::{IndexError, Store},
    people::{Applied, Conflict, Overlay, RuleError},
};

/// How many errors and conflicts are said one by one.
const SAID: usize = 10;

/// The file as it is now; one that is not there says nothing.
pub(in crate::cli) struct PeopleFile {
    pub(super) path: PathBuf,
    pub(super) overlay: Overlay,
    pub(super) errors: Vec<RuleError>,
}

impl PeopleFile {
    pub(in crate::cli) fn read(places: &Places) -> Result<Self, CliError> {
        let path = places.people.clone();
        let text = match fs::read(&path) {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                String::new()
            }
            Err(error) => {
                let what = format!("cannot read `{}`: {}", path.display(), plainly(&error));
                return Err(CliError::user(what).hint("it is the file that says who is who"));
            }
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                CliError::user(format!("`{}` is not in UTF-8", path.display()))
                    .hint("save it again as UTF-8; nothing was changed")
            })?,
        };
        let (overlay, errors) = Overlay::parse(&text);
        Ok(Self { path, overlay, errors })
    }

    /// The file as it stands.
    pub(in crate::cli) fn text(&self) -> &str {
        self.overlay.text()
    }

    /// Goes on with its rules. What is wrong in the file is said; returns whether anything is.
    pub(in crate::cli) fn told(self) -> (Overlay, bool) {
        for error in self.errors.iter().take(SAID) {
            say(&format!("skipped: `{}`, {error}", self.path.display()));
        }
        if !self.errors.is_empty() {
            let n = counted(self.errors.len() as u64, "rule");
            say(&format!("{n} of `{}` left out; the others hold", self.path.display()));
        }
        (self.overlay, !self.errors.is_empty())
    }

    /// Puts `text` in its place, whole or not at all.
    pub(super) fn write(&mut self, text: &str) -> Result<(), CliError> {
        let failed = |error: io::Error| {
            let what = format!("cannot write `{}`: {}", self.path.display(), plainly(&error));
            CliError::user(what).hint("`--people FILE` names another place for it")
        };
        // Where it is a link, what it leads to is written.
        let place = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = match folder {
            Some(folder) => NamedTempFile::new_in(folder),
            None => NamedTempFile::new_in("."),
        }
        .map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        if let Ok(before) = fs::metadata(&place) {
            file.as_file().set_permissions(before.permissions()).map_err(failed)?;
        } else {
            readable(&file).map_err(failed)?;
        }
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&place).map_err(|error| failed(error.error))?;
        (self.overlay, self.errors) = Overlay::parse(text);
        Ok(())
    }

    /// What the index in `places` was made by; nothing where there is none.
    pub(super) fn applied(places: &Places) -> Result<Applied, CliError> {
        match Store::open(&places.index) {
            Ok(store) => Ok(store.people()?),
            Err(IndexError::Missing { .. }) => Ok(Applied::default()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Gives a new file the permissions that other new files have: temporary ones are the user's alone.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// Says which corrections are not applied to the index in `places`. Returns how many.
pub(in crate::cli) fn tell_conflicts(
    overlay: &Overlay,
    places: &Places,
) -> Result<usize, CliError> {
    if overlay.corrections().is_empty() {
        return Ok(0);
    }
    let conflicts = PeopleFile::applied(places)?.conflicts(overlay);
    for conflict in conflicts.iter().take(SAID) {
        say(&format!("conflict: {}", line(conflict, places)));
    }
    if SAID < conflicts.len() {
        say(&format!("and {} more", counted((conflicts.len() - SAID) as u64, "conflict")));
    }
    if !conflicts.is_empty() {
        say(
            "hint: `onrecord people remove LINE` takes a rule out, `onrecord people correct` puts it right",
        );
    }
    Ok(conflicts.len())
}

/// A conflict in a line.
pub(super) fn line(conflict: &Conflict, places: &Places) -> String {
    let Conflict { line, document, what, reason } = conflict;
    let what = clipped(what);
    format!("`{}`, line {line}: “{what}” in `{document}`: {reason}", places.people.display())
}
