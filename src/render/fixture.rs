//! Hits for the tests of this room.

use crate::{
    model::{Agent, Attribution, DateBasis, Kind, Record, SaidRecord, Span, SpeakerKind, Wording},
    query::{Effect, Excerpt, Hit, Reason},
};

pub(crate) fn agent(id: &str, name: &str, role: Option<&str>) -> Agent {
    Agent {
        id: id.to_owned(),
        name: name.to_owned(),
        as_written: Some(name.to_owned()),
        kind: SpeakerKind::Person,
        role: role.map(str::to_owned),
        span: Some(Span::new(0, name.len())),
    }
}

/// A readout: “Brandt said that Okoye “reaffirmed the [ironclad] commitment …””.
pub(crate) fn hit() -> Hit {
    let quote = "the ironclad commitment of both ports to keep the strait open,";
    let context = format!(
        "Minister Ada Okoye reaffirmed “{quote}” spokesperson Jonas Brandt said in a readout."
    );
    let at = context.find(quote).unwrap();
    let mark = context.find("ironclad").unwrap();
    let span = Span::new(at, at + quote.len());
    Hit {
        short_id: "3f9a/2".to_owned(),
        copies: None,
        score: 12.3,
        #[expect(clippy::single_range_in_vec_init, reason = "one mark is one range")]
        marks: vec![4..12],
        excerpt: Excerpt {
            #[expect(clippy::single_range_in_vec_init, reason = "one mark is one range")]
            marks: vec![mark..mark + 8],
            #[expect(clippy::single_range_in_vec_init, reason = "a quote in one piece")]
            quote: vec![at..at + quote.len()],
            text: context.clone(),
        },
        why: vec![Reason {
            factor: "words",
            what: "ironclad".to_owned(),
            effect: Effect::Adds(12.3),
        }],
        record: Record {
            id: "3f9a1c22d07be415/2".to_owned(),
            primary: true,
            parent: Some("3f9a1c22d07be415/1".to_owned()),
            joint_with: Vec::new(),
            document: "calls/2031/strait-call.txt".to_owned(),
            title: None,
            outlet: None,
            url: None,
            published: "2031-11-05".parse().ok(),
            quote: quote.to_owned(),
            spans: vec![span],
            quoted: vec![span],
            context_span: Span::new(0, context.len()),
            context,
            kind: Kind::Mixed,
            wording: Wording::Readout,
            cue: Some("reaffirmed".to_owned()),
            attribution: Attribution::Cue,
            confidence: 0.97,
            speaker: Some(agent("ada-okoye", "Ada Okoye", Some("Minister"))),
            via: vec![agent("jonas-brandt", "Jonas Brandt", Some("spokesperson"))],
            addressees: vec![agent("yoav-lindt", "Yoav Lindt", None)],
            said: Some(SaidRecord {
                date: "2031-11-03".parse().ok(),
                as_written: Some("on Monday".to_owned()),
                basis: DateBasis::Relative,
            }),
            topics: vec!["transport/shipping".to_owned()],
            place: None,
        },
    }
}
