//! Times in front of a speaker's label or behind it: `[00:12:33] JO LIND:`.

use super::lines::is_space;

/// How long the time is that `line` begins with, if it does: `[00:12:33] `, `12:33 - `.
pub(super) fn after_time(line: &str) -> usize {
    let open = usize::from(line.starts_with(['[', '(']));
    let time = line[open..].bytes().take_while(|byte| is_of_a_clock(*byte)).count();
    if !line[open..open + time].contains(':') {
        return 0;
    }
    let rest = &line[open + time..];
    let half = [" A.M.", " P.M.", " AM", " PM"].iter().find_map(|half| rest.strip_prefix(half));
    let rest = half.map_or(rest, |rest| {
        let zone = rest.get(..4).is_some_and(|zone| {
            zone.starts_with(' ') && zone.bytes().skip(1).all(|byte| byte.is_ascii_uppercase())
        });
        if zone { &rest[4..] } else { rest }
    });
    let rest = if open > 0 { rest.strip_prefix([']', ')']).unwrap_or(rest) } else { rest };
    let name = rest.trim_start_matches(|char| is_space(char) || matches!(char, '-' | '–' | '—'));
    if name.len() < rest.len() { line.len() - name.len() } else { 0 }
}

/// `line` without the time at its end: `Jo Lind  00:05`, `Jo Lind (00:05)`.
pub(super) fn before_time(line: &str) -> &str {
    let bare = line.trim_end_matches([')', ']', ':']);
    let time = bare.bytes().rev().take_while(|byte| is_of_a_clock(*byte)).count();
    let (name, time) = bare.split_at(bare.len() - time);
    let blank = name.ends_with(|char| is_space(char) || matches!(char, '(' | '['));
    if time.contains(':') && blank {
        name.trim_end_matches(|char| is_space(char) || matches!(char, '(' | '[' | '-' | '–' | '—'))
    } else {
        line
    }
}

fn is_of_a_clock(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b':' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_on_both_sides() {
        for line in
            ["[00:12:33] JO LIND: Yes", "12:33 - JO LIND: Yes", "2:14 P.M. EDT JO LIND: Yes"]
        {
            assert_eq!(&line[after_time(line)..], "JO LIND: Yes", "{line}");
        }
        for line in ["Jo Lind  00:05", "Jo Lind (00:05)", "Jo Lind [1:00:05]:"] {
            assert_eq!(before_time(line), "Jo Lind", "{line}");
        }
        for line in ["2031 was a year", "10:30", "[Laughter] JO", "(3) Cranes"] {
            assert_eq!(after_time(line), 0, "{line}");
            assert_eq!(before_time(line), line);
        }
    }
}
