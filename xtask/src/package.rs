//! `cargo xtask package`: the zips that the browsers' stores take.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::browser::Browser;
use crate::{bundle, project};

pub fn package() -> Result<()> {
    bundle::build(true)?;
    for browser in Browser::ALL {
        let name = browser.name();
        let zip = project::at(&format!(
            "dist/saltgrain-{name}-{}.zip",
            env!("CARGO_PKG_VERSION")
        ));
        let files = archive(&project::at("dist").join(name), &zip)?;
        println!(
            "{}: {files} files, {} KB",
            zip.display(),
            fs::metadata(&zip)?.len().div_ceil(1000)
        );
    }
    Ok(())
}

/// Zips a folder's files and gives their number. The same files give the same bytes: sorted, without times or owners.
fn archive(folder: &Path, zip: &Path) -> Result<usize> {
    let mut files = Vec::new();
    gather(folder, &mut files).with_context(|| format!("could not read {}", folder.display()))?;
    files.sort();
    let mut writer = ZipWriter::new(File::create(zip)?);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in &files {
        let parts: Vec<_> = file
            .strip_prefix(folder)?
            .iter()
            .map(|part| part.to_string_lossy())
            .collect();
        writer.start_file(parts.join("/"), options)?;
        io::copy(&mut File::open(file)?, &mut writer)?;
    }
    writer.finish()?;
    Ok(files.len())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let folder = project::target().join("test-package");
        let source = folder.join("source");
        fs::create_dir_all(source.join("inner")).unwrap();
        fs::write(source.join("b.txt"), "two").unwrap();
        fs::write(source.join("inner/a.txt"), "one").unwrap();
        let (first, second) = (folder.join("first.zip"), folder.join("second.zip"));
        assert_eq!(archive(&source, &first).unwrap(), 2);
        // A later time of change must not show.
        fs::write(source.join("b.txt"), "two").unwrap();
        archive(&source, &second).unwrap();
        assert_eq!(fs::read(&first).unwrap(), fs::read(&second).unwrap());
        let mut names: Vec<String> = zip::ZipArchive::new(File::open(&first).unwrap())
            .unwrap()
            .file_names()
            .map(str::to_owned)
            .collect();
        names.sort();
        assert_eq!(names, ["b.txt", "inner/a.txt"]);
    }
}
