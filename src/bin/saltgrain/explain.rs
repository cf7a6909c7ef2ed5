//! todo
pub fn run(_: &crate::args::Explain, _: crate::Output) -> std::io::Result<()> {
    todo!()
}
