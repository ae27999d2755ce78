//! Writes a chart: SVG as it is drawn, PNG with the fonts of this machine.

use std::{fs, path::Path, sync::Arc};

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

use crate::cli::CliError;

/// Pixels of a PNG for each of the drawing's.
const SCALE: u16 = 2;

/// Fonts that texts are set in, the first that is there.
const FONTS: &[&str] = &["DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial", "Helvetica"];

/// Writes what was drawn into a file, as its name ends.
pub(in crate::cli) fn write(path: &Path, drawn: String) -> Result<(), CliError> {
    let is_png = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
    let bytes = if is_png { png(&drawn, fonts())? } else { drawn.into_bytes() };
    fs::write(path, bytes).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" (os error").next().unwrap_or_default().to_lowercase();
        CliError::user(format!("cannot write `{}`: {reason}", path.display()))
    })
}

fn fonts() -> Database {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    fonts
}

fn png(drawn: &str, mut fonts: Database) -> Result<Vec<u8>, CliError> {
    let families = || fonts.faces().filter_map(|face| face.families.first()).map(|(name, _)| name);
    let wanted = FONTS.iter().find(|wanted| families().any(|name| name == *wanted));
    let family = wanted.map(|name| (*name).to_owned()).or_else(|| families().next().cloned());
    let Some(family) = family else {
        return Err(CliError::user("there is no font on this machine to set the chart's words in")
            .hint("install one, such as DejaVu Sans, or write a name that ends in .svg"));
    };
    fonts.set_sans_serif_family(family);
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let tree = Tree::from_str(drawn, &options).map_err(CliError::internal)?;
    let (size, scale) = (tree.size().to_int_size(), u32::from(SCALE));
    let Some(mut picture) = Pixmap::new(size.width() * scale, size.height() * scale) else {
        return Err(CliError::internal("a chart has no size"));
    };
    picture.fill(Color::WHITE);
    let transform = Transform::from_scale(f32::from(SCALE), f32::from(SCALE));
    resvg::render(&tree, transform, &mut picture.as_mut());
    picture.encode_png().map_err(|error| CliError::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_font_there_is_no_png() {
        let error = png("<svg/>", Database::new()).unwrap_err().to_string();
        assert_eq!(
            error,
            "error: there is no font on this machine to set the chart's words in\n\n\
             hint: install one, such as DejaVu Sans, or write a name that ends in .svg"
        );
    }
}
