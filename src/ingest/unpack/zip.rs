//! ZIP archives: members by the list at the end, or one after the other where that is cut off.

use std::{
    borrow::Cow,
    io::{self, BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use zip::{
    CompressionMethod, ZipArchive,
    read::{ZipFile, read_zipfile_from_stream},
    result::ZipError,
};

use super::{
    super::{
        Fault,
        read::{BUFFER, Each, Flow, Reading, Stop, unreadable},
    },
    limit::{Limited, Unpacking},
    member::{Names, spelled},
};

/// Reads the members of `file`.
pub(in crate::ingest) fn read<R: Read + Seek>(
    reading: &Reading,
    mut file: R,
    each: Each<'_>,
) -> Flow {
    reading.not_too_deep()?;
    let mut archive = match ZipArchive::new(BufReader::new(&mut file)) {
        Ok(archive) => archive,
        Err(error) => {
            file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
            let mut file = BufReader::with_capacity(BUFFER, file);
            return without_list(reading, &mut file, error, each);
        }
    };
    let mut names = Names::default();
    for index in 0..archive.len() {
        let name = archive.by_index_data(index).map(|entry| spelled(entry.name_raw()));
        let flow = match (archive.by_index(index), name) {
            (Ok(member), _) => read_member(reading, member, &mut names, each)?,
            (Err(error), name) => {
                let name = name.unwrap_or_else(|_| format!("member {}", index + 1));
                let Some(name) = names.clean(&name) else { continue };
                let (place, fault) = broken(error);
                reading.inside(&name).warn(place, Some(fault), each)
            }
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Reads the members that stand in front of a cut; `error` is what is wrong with the list.
fn without_list<R: Read>(reading: &Reading, file: &mut R, error: ZipError, each: Each<'_>) -> Flow {
    let mut names = Names::default();
    let mut fault = broken(error);
    while let Ok(Some(member)) = read_zipfile_from_stream(file) {
        let flow = read_member(reading, member, &mut names, each)?;
        if flow.is_break() {
            return Ok(flow);
        }
        fault = (None, Fault::Cut("ZIP"));
    }
    Err(fault)
}

fn read_member<R: Read>(
    reading: &Reading,
    mut member: ZipFile<'_, R>,
    names: &mut Names,
    each: Each<'_>,
) -> Flow {
    if member.is_dir() || member.is_symlink() {
        return Ok(ControlFlow::Continue(()));
    }
    let name = member.name().map_or_else(|_| spelled(member.name_raw()), Cow::into_owned);
    let method = member.compression();
    if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
        let Some(name) = names.clean(&name) else { return Ok(ControlFlow::Continue(())) };
        let fault = Fault::Method(method.to_string());
        return Ok(reading.inside(&name).warn(None, Some(fault), each));
    }
    // What it says of its size is not to be relied on.
    let mut unpacking = Unpacking::new("ZIP", &mut member);
    let limited = Limited::new(&mut unpacking, &reading.budget);
    let mut input = BufReader::with_capacity(BUFFER, limited);
    reading.member(&name, names, &mut input, None, each)
}

pub(super) fn broken(error: ZipError) -> Stop {
    let fault = match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Fault::Cut("ZIP"),
        ZipError::Io(error) => return unreadable(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Fault::Encrypted,
        error => Fault::Damaged { what: "ZIP", reason: error.to_string() },
    };
    (None, fault)
}
