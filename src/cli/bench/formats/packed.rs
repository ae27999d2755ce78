//! What is compressed, or packed together.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    Story,
    plain::{packed_shards, text},
};

pub(super) fn gz(folder: &Path, n: usize) -> io::Result<u64> {
    packed_shards(folder, "gz", n, |bytes| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes)?;
        packer.finish()
    })
}

pub(super) fn zst(folder: &Path, n: usize) -> io::Result<u64> {
    packed_shards(folder, "zst", n, |bytes| {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        Ok(ruzstd::encoding::compress_to_vec(bytes, level))
    })
}

pub(super) fn bz2(folder: &Path, n: usize) -> io::Result<u64> {
    packed_shards(folder, "bz2", n, |bytes| {
        let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
        packer.write_all(bytes)?;
        packer.finish()
    })
}

pub(super) fn xz(folder: &Path, n: usize) -> io::Result<u64> {
    packed_shards(folder, "xz", n, |bytes| {
        let options = lzma_rust2::XzOptions::with_preset(3);
        let mut packer = lzma_rust2::XzWriter::new(Vec::new(), options)?;
        packer.write_all(bytes)?;
        packer.finish()
    })
}

pub(super) fn zip(folder: &Path, n: usize) -> io::Result<u64> {
    let mut archive = ZipWriter::new(File::create(folder.join("texts.zip"))?);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut bytes = 0;
    for nth in 0..n {
        let text = text(&Story::nth(nth));
        archive.start_file(format!("{nth:06}.txt"), options)?;
        archive.write_all(text.as_bytes())?;
        bytes += text.len() as u64;
    }
    archive.finish()?;
    Ok(bytes)
}

pub(super) fn tar(folder: &Path, n: usize) -> io::Result<u64> {
    let path = folder.join("texts.tar");
    let mut archive = tar::Builder::new(File::create(&path)?);
    for nth in 0..n {
        let text = text(&Story::nth(nth));
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, format!("{nth:06}.txt"), text.as_bytes())?;
    }
    archive.finish()?;
    Ok(fs::metadata(path)?.len())
}
