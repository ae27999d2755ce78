//! `search` and `count` end to end: hits in order, filters, notes, and every error of a query.

use insta::assert_snapshot;

use super::{commands::timeless, env::Env};

/// Two readouts, a briefing and a speech of invented people.
pub fn news() -> Env {
    Env::new()
        .file(
            "corpus/strait-call.txt",
            " date 2031-03-04 Foreign Minister Ada Okoye spoke on Monday with Harbor Secretary Yoav \
             Lindt and reaffirmed “the ironclad commitment of both ports to keep the strait \
             open,” Foreign Ministry spokesperson Jonas Brandt said in a readout.\n\n\
             “We will not close the strait,” Lindt told reporters. “Not this year.”\n",
        )
        .file(
            "corpus/council.md",
            "---\ntitle: Council votes on ferry fares\ndate: 2031-02-11\noutlet: Harbor Courier\n---\n\n\
             Mayor Tamsin Reyes said that ferry fares would rise in April.\n\n\
             “The strait is not a toll road,” said Bram Quist, who leads the opposition.\n\n\
             The council meets again in a month.\n",
        )
        .file(
            "corpus/undated.txt",
            "“Fares are ironclad,” Mayor Tamsin Reyes said on Thursday.\n",
        )
}

fn indexed() -> Env {
    let env = news();
    let _ = env.run(["index"]).ok();
    env
}

#[test]
fn the_first_search_makes_the_index() {
    let env = news();
    assert_snapshot!(timeless(&env.run(["search", "ironclad"])), @"
    Tamsin Reyes                                             undated (“on Thursday”)
      “Fares are [ironclad],”
      own words, Mayor   undated.txt   e3d3/1

    Ada Okoye → Yoav Lindt                                  2031-03-03 (“on Monday”)
      reaffirmed “the [ironclad] commitment of both ports to keep the strait open,”
      readout, via Jonas Brandt, Foreign Ministry spokesperson
      strait-call.txt   276b/2
    --- stderr
    no index yet: reading `corpus` first
    documents: 3 new; 5 statements, 1 passage
    2 statements
    --- exit 0
    ");
    assert!(!env.run(["search", "ironclad"]).stderr.contains("no index yet"));
}

#[test]
fn hits_can_be_sorted_by_day() {
    let env = indexed();
    assert_snapshot!(env.run(["search", "--sort", "oldest"]), @"
    Tamsin Reyes                                                 reported 2031-02-11
      said that ferry fares would rise in April.
      paraphrase, Mayor   Harbor Courier   council.md   0a77/1

    Bram Quist                                                   reported 2031-02-11
      “The strait is not a toll road,”
      own words   Harbor Courier   council.md   0a77/2

    Ada Okoye → Yoav Lindt                                  2031-03-03 (“on Monday”)
      reaffirmed “the ironclad commitment of both ports to keep the strait open,”
      readout, via Jonas Brandt, Foreign Ministry spokesperson
      strait-call.txt   276b/2

    Yoav Lindt → reporters                                       reported 2031-03-04
      “We will not close the strait,” Lindt told reporters. “Not this year.”
      own words, Harbor Secretary, as “Lindt”   strait-call.txt   276b/3

    Tamsin Reyes                                             undated (“on Thursday”)
      “Fares are ironclad,”
      own words, Mayor   undated.txt   e3d3/1
    --- stderr
    5 statements (undated last)
    --- exit 0
    ");
    assert_snapshot!(env.run(["s", "--sort", "newest", "-n", "1"]), @"
    Yoav Lindt → reporters                                       reported 2031-03-04
      “We will not close the strait,” Lindt told reporters. “Not this year.”
      own words, Harbor Secretary, as “Lindt”   strait-call.txt   276b/3
    --- stderr
    5 statements, 1 shown (more: --offset 1)
    --- exit 0
    ");
    assert_snapshot!(env.run(["s", "--sort", "newest", "-n1", "--offset", "1"]), @"
    Ada Okoye → Yoav Lindt                                  2031-03-03 (“on Monday”)
      reaffirmed “the ironclad commitment of both ports to keep the strait open,”
      readout, via Jonas Brandt, Foreign Ministry spokesperson
      strait-call.txt   276b/2
    --- stderr
    5 statements, 1 shown (more: --offset 2)
    --- exit 0
    ");
}

#[test]
fn flags_narrow_the_search() {
    let env = indexed();
    assert_snapshot!(env.run(["search", "strait", "--speaker", "lindt"]), @"
    Yoav Lindt → reporters                                       reported 2031-03-04
      “We will not close the [strait],” Lindt told reporters. “Not this year.”
      own words, Harbor Secretary, as “Lindt”   strait-call.txt   276b/3
    --- stderr
    1 statement
    --- exit 0
    ");
    assert_snapshot!(env.run(["search", "--via", "brandt"]), @"
    Ada Okoye → Yoav Lindt                                  2031-03-03 (“on Monday”)
      reaffirmed “the ironclad commitment of both ports to keep the strait open,”
      readout, via Jonas Brandt, Foreign Ministry spokesperson
      strait-call.txt   276b/2
    --- stderr
    1 statement
    --- exit 0
    ");
    assert_snapshot!(env.run(["search", "--outlet", "courier", "--kind", "direct"]), @"
    Bram Quist                                                   reported 2031-02-11
      “The strait is not a toll road,”
      own words   Harbor Courier   council.md   0a77/2
    --- stderr
    1 statement
    --- exit 0
    ");
    assert_snapshot!(env.run(["search", "ironclad", "--since", "2031-03"]), @"
    Ada Okoye → Yoav Lindt                                  2031-03-03 (“on Monday”)
      reaffirmed “the [ironclad] commitment of both ports to keep the strait open,”
      readout, via Jonas Brandt, Foreign Ministry spokesperson
      strait-call.txt   276b/2
    --- stderr
    1 statement; 1 undated not shown
    --- exit 0
    ");
    assert_snapshot!(env.run(["search", "--until", "2031-02", "--on", "2031"]), @"
    Bram Quist                                                   reported 2031-02-11
      “The strait is not a toll road,”
      own words   Harbor Courier   council.md   0a77/2

    Tamsin Reyes                                                 reported 2031-02-11
      said that ferry fares would rise in April.
      paraphrase, Mayor   Harbor Courier   council.md   0a77/1
    --- stderr
    2 statements; 1 undated not shown
    --- exit 0
    ");
}

#[test]
fn a_word_may_begin_with_a_hyphen() {
    let env = indexed();
    let both = env.run(["search", "ironclad", "-fares"]).ok();
    assert!(both.contains("commitment") && !both.contains("Reyes"), "{both}");
    let after = env.run(["search", "--", "ironclad", "-fares"]).ok();
    assert_eq!(both, after);
    let flags = env.run(["search", "ironclad", "-fares", "--jsonl", "-n", "1"]).ok();
    assert!(flags.starts_with('{'), "{flags}");
}

#[test]
fn phrases_and_fields_are_typed_as_everywhere() {
    let env = indexed();
    assert_snapshot!(env.run(["search", "\"toll road\" speaker:quist"]), @"
    Bram Quist                                                   reported 2031-02-11
      “The strait is not a [toll road],”
      own words   Harbor Courier   council.md   0a77/2
    --- stderr
    1 statement
    --- exit 0
    ");
    assert_snapshot!(env.run(["search", "speker:quist"]), @"
    --- stderr
    note: `speker:` is no field: searched as it stands; did you mean `speaker:`?
    no statement
    --- exit 1
    ");
}

#[test]
fn nothing_found_is_exit_code_1() {
    let env = indexed();
    assert_snapshot!(env.run(["search", "zeppelin"]), @"
    --- stderr
    no statement
    --- exit 1
    ");
    assert_snapshot!(env.run(["search", "council month"]), @"
    With some of the words:

    Bram Quist                                                   reported 2031-02-11
      “The strait is not a toll road,”
      own words   Harbor Courier   council.md   0a77/2

    Tamsin Reyes                                                 reported 2031-02-11
      said that ferry fares would rise in April.
      paraphrase, Mayor   Harbor Courier   council.md   0a77/1
    --- stderr
    no statement, 2 with some of the words, 1 passage (--passages)
    --- exit 1
    ");
    assert_snapshot!(env.run(["search", "--passages", "council month"]), @"
    Council votes on ferry fares                                 reported 2031-02-11
      The [council] meets again in a [month].
      Harbor Courier   council.md
    --- stderr
    1 passage outside statements
    --- exit 0
    ");
}

#[test]
fn what_stands_around_a_statement_is_read_from_its_file() {
    let env = indexed();
    assert_snapshot!(env.run(["search", "toll", "-C", "0"]), @"
    Bram Quist                                                   reported 2031-02-11
      “The strait is not a [toll] road,” said Bram Quist, who leads the opposition.
      own words   Harbor Courier   council.md   0a77/2
    --- stderr
    1 statement
    --- exit 0
    ");
    assert_snapshot!(env.run(["search", "toll", "-C", "1"]), @"
    Bram Quist                                                   reported 2031-02-11
      Mayor Tamsin Reyes said that ferry fares would rise in April.
      “The strait is not a [toll] road,” said Bram Quist, who leads the opposition.
      The council meets again in a month.
      own words   Harbor Courier   council.md   0a77/2
    --- stderr
    1 statement
    --- exit 0
    ");
    env.write("corpus/council.md", "Another text.\n");
    let changed = env.run(["search", "toll", "-C", "1"]);
    assert!(
        changed.stderr.contains("note: `council.md` has changed since it was indexed"),
        "{changed}"
    );
    std::fs::remove_file(env.path().join("corpus/council.md")).unwrap();
    let gone = env.run(["search", "toll", "-C", "1"]);
    assert!(
        gone.stderr.contains("`council.md` cannot be read again: there is no such file"),
        "{gone}"
    );
}

#[test]
fn scores_are_explained() {
    let env = indexed();
    // The numbers move with every change of the ranking.
    let explained = env.run(["search", "toll", "--explain"]).to_string();
    assert_snapshot!(explained.replace(|char: char| char.is_ascii_digit(), "_"), @"
    Bram Quist                                                   reported ____-__-__
      “The strait is not a [toll] road,”
      own words   Harbor Courier   council.md   _a__/_
      score __.__
        words +__.__ (in the quote)
        phrase +_.__ (in the quote as typed)
        wording ×_.__ (own)
        kind ×_.__ (direct)
        speaker ×_.__ (by cue, __ % sure)
        date ×_.__ (____-__-__)
    --- stderr
    _ statement
    --- exit _
    ");
}

#[test]
fn statements_are_counted() {
    let env = indexed();
    assert_snapshot!(env.run(["count", "--by", "speaker"]), @"
    2  Tamsin Reyes
    1  Ada Okoye
    1  Bram Quist
    1  Yoav Lindt
    --- stderr
    5 statements
    --- exit 0
    ");
    assert_snapshot!(env.run(["count", "strait", "--by", "year", "--by", "kind"]), @"
    year
    3  2031

    kind
    2  direct
    1  mixed
    --- stderr
    3 statements
    --- exit 0
    ");
    assert_snapshot!(env.run(["count", "ironclad", "--since", "2031-03"]), @"
    1
    --- stderr
    1 undated not counted
    --- exit 0
    ");
    assert_snapshot!(env.run(["count", "zeppelin"]), @"
    0
    --- exit 1
    ");
    assert_snapshot!(env.run(["search", "strait", "-n", "0", "--by", "month"]), @"
    2  2031-03
    1  2031-02
    --- stderr
    3 statements
    --- exit 0
    ");
}

#[test]
fn wrong_flags_say_what_would_be_right() {
    let env = indexed();
    assert_snapshot!(env.run(["search", "--since", "2031-02-29"]), @"
    --- stderr
    error: invalid value '2031-02-29' for '--since <DATE>': `2031-02-29` is not in the calendar

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "--on", "soon"]), @"
    --- stderr
    error: invalid value 'soon' for '--on <DATE>': `soon` is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "--kind", "loud"]), @"
    --- stderr
    error: invalid value 'loud' for '--kind <KIND>'
      [possible values: direct, mixed, indirect]

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "--by", "author"]), @"
    --- stderr
    error: invalid value 'author' for '--by <FIELD>'
      [possible values: speaker, via, to, topic, outlet, language, doc, kind, wording, year, month]

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "--speeker", "lindt"]), @"
    --- stderr
    error: unexpected argument '--speeker' found

      tip: a similar argument exists: '--speaker'

    Usage: onrecord search --speaker <NAME> [QUERY]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "--json", "--csv"]), @"
    --- stderr
    error: the argument '--json' cannot be used with '--csv'

    Usage: onrecord search --json [QUERY]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "--min-confidence", "7"]), @"
    --- stderr
    error: invalid value '7' for '--min-confidence <SHARE>': write a share from 0 to 1, such as 0.8

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["search", "-n", "many"]), @"
    --- stderr
    error: invalid value 'many' for '--limit <N>': write a number, such as 20

    For more information, try '--help'.
    --- exit 2
    ");
}
