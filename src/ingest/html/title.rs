//! The headline of a page among all that is called its title.

use super::{
    article::plain,
    blocks::Block,
    noise::{self, Doubt},
    tree::Tree,
};
use crate::ingest::meta;

/// What is called a page's title.
pub(super) struct Titles<'a> {
    /// By linked data.
    pub(super) linked: Option<&'a str>,
    /// For those who share it.
    pub(super) shared: Option<&'a str>,
    pub(super) outlet: Option<&'a str>,
    pub(super) url: Option<&'a str>,
}

/// What stands between a headline and the outlet's name.
const BETWEEN: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / "];

/// Characters of a headline at most.
const LONGEST: usize = 300;

impl Titles<'_> {
    /// The one that most agree on, else the headline that the page shows.
    pub(super) fn best(&self, tree: &Tree, blocks: &[Block]) -> Option<String> {
        let window = tree
            .elements(0)
            .find(|(_, element)| element.is("title"))
            .map(|(at, _)| meta::tidy(&tree.text(at)))
            .filter(|title| !title.is_empty());
        let said = [self.linked, self.shared, window.as_deref()];
        let shown = shown(tree, &said).or_else(|| in_lines(blocks, window.as_deref()?));
        let mut candidates: Vec<String> = Vec::new();
        candidates.extend(shown.clone());
        let told = [self.linked, self.shared, window.as_deref()];
        candidates.extend(told.into_iter().flatten().filter_map(|title| {
            Some(self.bare(title, shown.as_deref())).filter(|title| !title.is_empty())
        }));
        let votes =
            |title: &str| candidates.iter().filter(|other| plain(other) == plain(title)).count();
        let most = candidates.iter().map(|title| votes(title)).max()?;
        let agreed = candidates.iter().find(|title| most > 1 && votes(title) == most);
        let best = agreed.or_else(|| {
            // A headline that shares no word with what the page is called elsewhere is the site's.
            let shown = shown.as_ref().filter(|shown| {
                candidates.len() < 2 || candidates[1..].iter().any(|other| kin(shown, other))
            });
            shown.or(candidates.get(usize::from(candidates.len() > 1 && shown.is_none())))
        });
        let best = best.or(candidates.first())?;
        // What is cut off stands whole in the page.
        let cut = best.trim_end_matches(['…', '.']);
        let whole = shown
            .as_ref()
            .filter(|shown| cut.len() < best.len() && plain(shown).starts_with(&plain(cut)));
        Some(whole.unwrap_or(best).clone())
    }

    /// `title` without the outlet's name in front or behind.
    fn bare(&self, title: &str, shown: Option<&str>) -> String {
        let title = meta::tidy(&super::linked_data::plain(title));
        let known: Vec<String> =
            [shown, self.linked, self.shared].into_iter().flatten().map(plain).collect();
        let parts = BETWEEN.iter().flat_map(|between| {
            title
                .match_indices(*between)
                .map(|(at, between)| (&title[..at], &title[at + between.len()..], between))
        });
        let parts: Vec<_> = parts.collect();
        // What is a title elsewhere, with anything around.
        for (before, behind, _) in &parts {
            for part in [before, behind] {
                let plain = plain(part);
                if !plain.is_empty() && known.contains(&plain) {
                    return (*part).to_owned();
                }
            }
        }
        let mut bare = title.as_str();
        for (before, behind, _) in &parts {
            if self.is_outlet(behind) && before.len() < bare.len() {
                bare = before;
            } else if self.is_outlet(before) && bare.len() == title.len() {
                bare = behind;
            }
        }
        if bare.len() == title.len()
            && shown.is_none()
            && self.outlet.is_none()
            && let Some((before, behind, between)) = parts.last()
            && behind.split(' ').count() <= 4
            && (*between == " | " || behind.starts_with("The "))
        {
            bare = before;
        }
        bare.trim().to_owned()
    }

    /// Whether `part` of a title is the outlet's name, or the part of its address that is.
    fn is_outlet(&self, part: &str) -> bool {
        const FEWEST: usize = 3;
        let part = plain(part.trim().trim_start_matches("The "));
        let is = |name: &str| {
            let name = plain(name.trim_start_matches("The "));
            name.len() >= FEWEST
                && part.len() >= FEWEST
                && (part == name
                    || (part.starts_with(&name) && part.len() <= name.len() + 12)
                    || (name.starts_with(&part) || name.ends_with(&part))
                        && part.len() * 3 >= name.len())
        };
        let host = self.url.and_then(|url| url.split("://").nth(1)?.split('/').next());
        let host = host.map(|host| host.trim_start_matches("www.").trim_start_matches("m."));
        self.outlet.is_some_and(is)
            || host.is_some_and(|host| {
                is(host)
                    || host.split('.').next().is_some_and(|name| name.len() > FEWEST && is(name))
            })
    }
}

/// The headline that the page shows: its first of the highest rank that is not left out, or of
/// several the one that is also `said` elsewhere.
fn shown(tree: &Tree, said: &[Option<&str>]) -> Option<String> {
    const MOST: usize = 20;
    let said: Vec<String> = said.iter().flatten().map(|title| plain(title)).collect();
    let mut longest: Option<String> = None;
    let mut told: Option<String> = None;
    for (at, element) in tree.elements(0).filter(|(_, element)| element.is("h1")).take(MOST) {
        let text = meta::tidy(&tree.text(at));
        let words = plain(&text);
        if words.is_empty() || LONGEST < text.len() {
            continue;
        }
        if said.contains(&words) {
            return Some(text);
        }
        let part = said.iter().any(|title| title.contains(&words)) && words.chars().count() >= 8;
        if part && told.as_ref().is_none_or(|told: &String| told.len() < text.len()) {
            told = Some(text.clone());
        }
        let out = [at].into_iter().chain(tree.ancestors(at)).filter_map(|at| tree.element(at));
        let out = noise::doubt(element) >= Doubt::Strong
            || out.into_iter().any(|element| noise::doubt(element) == Doubt::Sure);
        if !out && longest.as_ref().is_none_or(|longest| longest.len() < text.len()) {
            longest = Some(text);
        }
    }
    told.or(longest)
}

/// Old pages have their headline in any line: what the window's title begins with, or ends with.
fn in_lines(blocks: &[Block], window: &str) -> Option<String> {
    const FARTHEST: usize = 80;
    const SHORTEST: usize = 12;
    let window = plain(window);
    let lines = blocks.iter().take(FARTHEST).flat_map(|block| block.text.split('\n'));
    let mut parts = lines.filter(|line| {
        let words = plain(line);
        words.chars().count() >= SHORTEST
            && line.len() <= LONGEST
            && line.contains(' ')
            && words.len() * 3 >= window.len()
            && (window.starts_with(&words) || window.ends_with(&words))
    });
    parts.next().map(meta::tidy)
}

/// Whether two titles have a third of their longer words in common.
fn kin(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|char: char| !char.is_alphanumeric())
            .filter(|word| word.chars().count() > 3)
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let common = one.iter().filter(|word| other.contains(word)).count();
    common * 3 >= one.len().min(other.len()).max(1)
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::{super::blocks, *};

    #[track_caller]
    fn check(html: &str, outlet: Option<&str>, shared: Option<&str>, title: &str) {
        let titles =
            Titles { linked: None, shared, outlet, url: Some("https://www.a-times.example/x") };
        let tree = Tree::new(&Document::from(html));
        assert_eq!(titles.best(&tree, &blocks::blocks(&tree)).as_deref(), Some(title), "{html}");
    }

    #[test]
    fn outlets_are_no_part_of_titles() {
        let herald = Some("The Herald");
        check("<title>Cranes stop - The Herald</title>", herald, None, "Cranes stop");
        check("<title>Herald | Cranes stop</title>", herald, None, "Cranes stop");
        check("<title>Cranes stop | News | A Times</title>", None, None, "Cranes stop | News");
        check("<title>Cranes stop - again</title>", herald, None, "Cranes stop - again");
        check(
            "<title>Cranes stop - two hurt - World</title><h1>Cranes stop - two hurt</h1>",
            None,
            None,
            "Cranes stop - two hurt",
        );
    }

    #[test]
    fn most_votes_win() {
        let page =
            "<title>Cranes stop at harbor | A</title><h1>A</h1><h1>Why the cranes stopped</h1>";
        check(page, None, Some("Cranes stop at harbor"), "Cranes stop at harbor");
        check(
            "<h1>Cranes stop at the harbor</h1>",
            None,
            Some("Cranes stop…"),
            "Cranes stop at the harbor",
        );
        check(
            "<title>Harbor Gazette: Cranes stop again</title><h3>Cranes stop again</h3>",
            None,
            None,
            "Cranes stop again",
        );
    }
}
