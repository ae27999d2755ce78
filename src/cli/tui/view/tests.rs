//! Whole screens, drawn without a terminal.

use insta::assert_snapshot;
use ratatui::{Terminal, backend::TestBackend};

use super::*;
use crate::{
    cli::tui::{
        keys::Command,
        state::{Answer, Found},
    },
    model::{Record, Span as Bytes},
    query::{Excerpt, Facet, FacetValue, Hit, PassageHit},
    render::fixture,
};

fn screen(state: &mut State, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, state, Look::PLAIN)).unwrap();
    let shown = terminal.backend().to_string();
    let lines = shown.lines().map(|line| line.trim_matches('"').trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

fn hit(name: &str, quote: &str) -> Row {
    let mut hit = fixture::hit();
    hit.short_id = format!("{name}/2");
    hit.record.id = format!("{name}1c22d07be415/2");
    quote.clone_into(&mut hit.record.quote);
    hit.marks.clear();
    Row::Statement(Box::new(hit))
}

fn answered(rows: Vec<Row>, total: u64, notes: &[&str]) -> State {
    let mut state = State::new("ironclad strait", What::Statements, Sort::Relevance);
    let number = state.ask().number;
    let notes = notes.iter().map(|note| (*note).to_owned()).collect();
    state.receive(Answer { number, found: Found::Rows { rows, total, notes } });
    state
}

fn two() -> State {
    let first = Row::Statement(Box::new(fixture::hit()));
    answered(vec![first, hit("81c0", "The strait stays open.\u{1b}[2J\nAlways.")], 1_234, &[])
}

#[test]
fn eighty_by_twenty_four() {
    assert_snapshot!(screen(&mut two(), 80, 24), @"
    > ironclad strait                                               1,234 statements
    ▌ Ada Okoye           2031-11-03 the ironclad commitment of both ports to keep…
      Ada Okoye           2031-11-03 The strait stays open.␛[2J Always.








    ────────────────────────────────────────────────────────────────────────────────
    Ada Okoye → Yoav Lindt  2031-11-03 (“on Monday”)

    Minister Ada Okoye reaffirmed “the ironclad commitment of both ports to keep the
    strait open,” spokesperson Jonas Brandt said in a readout.

    speaker   Ada Okoye, Minister
    via       Jonas Brandt, spokesperson
    document  calls/2031/strait-call.txt
    id        3f9a/2
    known by  “reaffirmed”, 97 % sure
    kind      mixed, readout
    F1 help · Enter take · Tab mark · Ctrl-Y copy · Ctrl-O open · F2 narrow · F3 so…
    ");
}

#[test]
fn beside_each_other_where_there_is_room() {
    let mut state = two();
    state.update(Command::MarkDown);
    state.update(Command::ToggleSort);
    assert_snapshot!(screen(&mut state, 120, 20), @"
    > ironclad strait                                                               1,234 statements, newest first, 1 marked
    ▌●Ada Okoye                                      2031-11-03 │ Ada Okoye → Yoav Lindt  2031-11-03 (“on Monday”)
    ▌●the ironclad commitment of both ports to keep the strait… │
      Ada Okoye                                      2031-11-03 │ Minister Ada Okoye reaffirmed “the ironclad commitment of
      The strait stays open.␛[2J Always.                        │ both ports to keep the strait open,” spokesperson Jonas
                                                                │ Brandt said in a readout.
                                                                │
                                                                │ speaker   Ada Okoye, Minister
                                                                │ via       Jonas Brandt, spokesperson
                                                                │ document  calls/2031/strait-call.txt
                                                                │ id        3f9a/2
                                                                │ known by  “reaffirmed”, 97 % sure
                                                                │ kind      mixed, readout
                                                                │ published 2031-11-05
                                                                │ topics    transport/shipping
                                                                │
                                                                │
                                                                │
                                                                │
    F1 help · Enter take · Tab mark · Ctrl-Y copy · Ctrl-O open · F2 narrow · F3 sort
    ");
    let wide = screen(&mut state, 200, 60);
    assert_eq!(wide.lines().count(), 60);
    assert!(wide.lines().all(|line| line.chars().count() <= 200));
    assert!(wide.contains("spokesperson Jonas Brandt said in a readout."), "{wide}");
}

#[test]
fn the_list_alone_on_a_small_screen() {
    let mut state = two();
    assert_snapshot!(screen(&mut state, 40, 12), @"
    > ironclad strait       1,234 statements
    ▌ Ada Okoye the ironclad commitment of…
      Ada Okoye The strait stays open.␛[2J…








    F1 help · Enter take · Tab mark · Ctrl-…
    ");
    assert_snapshot!(screen(&mut state, 29, 3), @"too small: 29×3, needs 30×8");
    for (width, height) in [(1, 1), (30, 8), (2, 90), (300, 8)] {
        screen(&mut state, width, height);
    }
}

#[test]
fn the_cursor_is_always_in_sight() {
    let rows = (0..99).map(|n| hit(&format!("{n:04}"), &format!("Quote number {n}."))).collect();
    let mut state = answered(rows, 99, &[]);
    for _ in 0..50 {
        state.update(Command::Down);
    }
    assert!(screen(&mut state, 80, 24).contains("Quote number 50."));
    state.update(Command::PageUp);
    let shown = screen(&mut state, 80, 12);
    assert!(shown.contains("Quote number 41."), "{shown}");
}

#[test]
fn notes_facets_and_help() {
    let mut state = answered(Vec::new(), 0, &["3 passages outside statements: F4"]);
    assert_snapshot!(screen(&mut state, 40, 8), @"
    > ironclad strait           0 statements
    nothing found





    note: 3 passages outside statements: F4
    ");
    let mut state = two();
    state.update(Command::ToggleFacets);
    let number = state.ask().number;
    let value = |label: &str, count| FacetValue {
        label: label.to_owned(),
        id: label.to_lowercase(),
        count,
        speeches: 0,
        documents: 1,
    };
    let counts = Facets::ALL.iter().map(|facet| FacetCounts {
        facet: *facet,
        values: match facet {
            Facet::Speaker => {
                vec![value("Ada Okoye", 1_200), value("A very long name of a speaker", 34)]
            }
            Facet::Year => vec![value("2031", 9)],
            _ => Vec::new(),
        },
        without: 0,
    });
    state.receive(Answer { number, found: Found::Counts(counts.collect()) });
    state.update(Command::Down);
    assert_snapshot!(screen(&mut state, 80, 12), @"
    > ironclad strait                                               1,234 statements
    speaker             topic                year                outlet
    Ada Okoye     1,200                      2031              9
    ▌A very long na… 34

    ▌ Ada Okoye           2031-11-03 the ironclad commitment of both ports to keep…
      Ada Okoye           2031-11-03 The strait stays open.␛[2J Always.




    Enter narrow · ←→↑↓ · Esc back
    ");
    state.update(Command::Cancel);
    state.update(Command::Help);
    assert_snapshot!(screen(&mut state, 80, 20), @r#"
    > ironclad strait                                               1,234 statements
    ▌ ┌ Keys ────────────────────────────────────────────────────────────────────┐…
      │ type                     search: words, "phrases", -without, speaker:…   │
      │ Enter                    print the id, or those marked, and leave        │
      │ Alt-Enter                the same as JSON                                │
      │ Esc, Ctrl-C              leave and print nothing                         │
      │ ↑ ↓, Ctrl-P/N, Ctrl-K/J  go up and down                                  │
      │ PgUp, PgDn               go a page up and down                           │
      │ Tab, Shift-Tab           mark, and go down or up                         │
    ──│ Shift-↑ ↓                scroll the preview                              │──
    Ad│ Ctrl-/                   show or hide the preview                        │
      │ F2, Alt-N                narrow by speaker, topic, year, outlet          │
    Mi│ F3, Alt-S                sort: relevance, newest, oldest                 │he
    st│ F4, Alt-P                passages outside statements                     │
      │ Ctrl-Y                   copy quote and citation                         │
    sp│ Alt-Y                    copy them as Markdown                           │
    vi│ Ctrl-O                   open at the line, in $EDITOR                    │
    do│ Ctrl-W, Ctrl-U           delete the word, the line                       │
    id└ any key goes back ───────────────────────────────────────────────────────┘
    F1 help · Enter take · Tab mark · Ctrl-Y copy · Ctrl-O open · F2 narrow · F3 so…
    "#);
}

#[test]
fn what_people_wrote_moves_no_cursor() {
    let mut hostile = fixture::hit();
    let text = "\u{1b}]0;x\u{7}\u{202e}evil\u{200b}\r\n";
    let record: &mut Record = &mut hostile.record;
    for field in [&mut record.quote, &mut record.context, &mut record.document] {
        text.clone_into(field);
    }
    record.context_span = Bytes::new(0, text.len());
    record.title = Some(text.to_owned());
    record.speaker.as_mut().unwrap().name = text.to_owned();
    hostile.excerpt = Excerpt { text: text.to_owned(), ..Excerpt::default() };
    hostile.marks.clear();
    let Hit { record, excerpt, .. } = hostile.clone();
    let passage = PassageHit {
        record: crate::index::PassageRecord { title: record.title, ..Default::default() },
        score: 0.0,
        excerpt,
    };
    for row in [Row::Statement(Box::new(hostile)), Row::Passage(Box::new(passage))] {
        let mut state = answered(vec![row], 1, &[text]);
        for width in [40, 80, 140] {
            let shown = screen(&mut state, width, 24);
            let bad =
                |char: char| char != '\n' && char.is_control() || "\u{202e}\u{200b}".contains(char);
            assert!(!shown.contains(bad), "{shown:?}");
        }
    }
}
