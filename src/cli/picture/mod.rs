//! Charts as files: their names, and writing them where the build can.

#[cfg(feature = "plot")]
mod file;

use std::path::PathBuf;

#[cfg(feature = "plot")]
pub(super) use file::write;

/// Takes the name of a file that a chart can be written to.
pub(super) fn path(name: &str) -> Result<PathBuf, &'static str> {
    let path = PathBuf::from(name);
    let known = path.extension().is_some_and(|ending| {
        ["svg", "png"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    });
    if known { Ok(path) } else { Err("write a name that ends in .svg or .png") }
}

/// That this build has no charts, and what to do `instead`.
#[cfg(not(feature = "plot"))]
pub(super) fn left_out(instead: &str) -> super::CliError {
    super::CliError::user("this program was built without charts").hint(format!(
        "build it with `--features plot`, or write `{instead}` and draw it with another program"
    ))
}
