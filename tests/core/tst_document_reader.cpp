// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/document_reader.h"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>
#include <zlib.h>
#include <zstd.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

void put(const std::filesystem::path &path, const std::string &bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string gzip(const std::string &bytes)
{
    z_stream stream = {};
    REQUIRE(::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(::deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

std::string zstd(const std::string &bytes)
{
    std::string out(::ZSTD_compressBound(bytes.size()), '\0');
    out.resize(::ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

Result<std::vector<SourceDocument>> readAll(const std::vector<std::filesystem::path> &inputs,
                                            const DocumentReaderOptions &options = {})
{
    PHI1_ASSIGN(DocumentReader reader, DocumentReader::open(inputs, options));
    std::vector<SourceDocument> documents;
    SourceDocument document;
    for (;;) {
        PHI1_ASSIGN(const bool found, reader.next(document));
        if (!found)
            break;
        documents.push_back(document);
    }
    CHECK(reader.bytesRead() == reader.bytesTotal());
    return documents;
}

std::string errorOf(const std::filesystem::path &input, const DocumentReaderOptions &options = {})
{
    const auto documents = readAll({input}, options);
    return documents ? std::string() : documents.error().message;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

/// Lines of very different lengths, with everything that JSON escapes.
std::vector<std::string> sampleTexts()
{
    std::vector<std::string> texts;
    for (int i = 0; i < 300; ++i)
        texts.push_back(concat("text ", i, " \"quoted\"\\ \n\t\r", std::string(1, '\0'),
                               "é✓🙂", std::string(static_cast<std::size_t>(i * i), 'z')));
    return texts;
}

std::string jsonLines(const std::vector<std::string> &texts, const char *field = "text")
{
    std::string lines;
    for (const std::string &text : texts)
        lines += dumpJson({{"id", 7}, {field, text}, {"after", {1, 2}}}) + "\n";
    return lines;
}

} // namespace

TEST_CASE("JSON lines come back exactly, plain and compressed, also in several members")
{
    const test::TemporaryFolder folder;
    const std::vector<std::string> texts = sampleTexts();
    const std::string lines = jsonLines(texts);
    const std::size_t half = lines.size() / 2;
    put(folder / "a.jsonl", lines);
    put(folder / "b.jsonl.gz", gzip(lines));
    put(folder / "c.jsonl.zst", zstd(lines));
    put(folder / "d.jsonl.gz", gzip(lines.substr(0, half)) + gzip(lines.substr(half)));
    put(folder / "e.ndjson.zst", zstd(lines.substr(0, half)) + zstd(lines.substr(half)));
    for (const char *name :
         {"a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.jsonl.gz", "e.ndjson.zst"}) {
        CAPTURE(name);
        const auto documents = readAll({folder / name});
        REQUIRE(documents);
        REQUIRE(documents->size() == texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            CHECK((*documents)[i].text == texts[i]);
            CHECK((*documents)[i].index == i);
            CHECK((*documents)[i].source == (folder / name).string());
        }
    }
}

TEST_CASE("a folder gives its text files in the order of their paths, byte for byte")
{
    const test::TemporaryFolder folder;
    put(folder / "in" / "b.py", "print(1)\r\n");
    put(folder / "in" / "a" / "z.txt", "\xff\xfe not UTF-8");
    put(folder / "in" / "a.txt", "first?");
    put(folder / "in" / "c.md.gz", gzip("packed"));
    put(folder / "in" / "d.jsonl", "{\"text\":\"line\"}");
    put(folder / "in" / ".git" / "config", "hidden");
    put(folder / "in" / "binary.o", std::string("\x7f"
                                                "ELF\0",
                                                5));
    put(folder / "in" / "empty.txt", "");
    auto reader = DocumentReader::open({folder / "in"}, {});
    REQUIRE(reader);
    std::vector<std::string> seen;
    SourceDocument document;
    while (*reader->next(document))
        seen.push_back(document.source.substr((folder / "in").string().size() + 1) + "=" +
                       document.text);
    CHECK(seen == std::vector<std::string>{"a.txt=first?", "a/z.txt=\xff\xfe not UTF-8",
                                           "b.py=print(1)\r\n", "c.md.gz=packed", "d.jsonl=line"});
    CHECK(reader->binaryFilesSkipped() == 1);
    CHECK(reader->emptyDocumentsSkipped() == 1);
    CHECK(reader->fileCount() == 7);
}

TEST_CASE("extensions choose among the files of a folder, not among named files")
{
    const test::TemporaryFolder folder;
    put(folder / "in" / "a.py", "py");
    put(folder / "in" / "b.txt", "txt");
    put(folder / "in" / "c.py.zst", zstd("packed"));
    DocumentReaderOptions options;
    options.extensions = {"py"};
    CHECK(readAll({folder / "in"}, options)->size() == 2);
    CHECK(readAll({folder / "in", folder / "in" / "b.txt"}, options)->size() == 3);
    options.extensions = {".md"};
    CHECK(contains(errorOf(folder / "in", options),
                   "holds no file to read with the extensions asked for"));
}

TEST_CASE("blank lines, a byte order mark, Windows line ends and a missing last line end are read")
{
    const test::TemporaryFolder folder;
    put(folder / "a.jsonl",
        "\xef\xbb\xbf{\"text\":\"one\"}\r\n\r\n  \n{\"text\":\"\"}\n{\"text\":\"two\"}");
    const auto documents = readAll({folder / "a.jsonl"});
    REQUIRE(documents);
    REQUIRE(documents->size() == 2);
    CHECK((*documents)[0].text == "one");
    CHECK((*documents)[1].text == "two");
    CHECK((*documents)[1].index == 2); // the empty one counts as a document of the file
}

TEST_CASE("broken lines are errors that name file and line")
{
    const test::TemporaryFolder folder;
    const auto errorOfLine = [&](const std::string &line) {
        put(folder / "a.jsonl", concat("{\"text\":\"fine\"}\n", line, "\n"));
        return errorOf(folder / "a.jsonl");
    };
    const std::string place = concat("line 2 of ", folder / "a.jsonl");
    for (const char *line :
         {"{\"text\":", "{\"text\":\"x\"} y", "[1]", "\"text\"", "{\"body\":\"x\",\"n\":1}",
          "{\"text\":1}", "{\"text\":null}", "{\"text\":\"\xff\"}", "{\"text\":\"a\tb\"}"}) {
        CAPTURE(line);
        CHECK(contains(errorOfLine(line), place));
    }
    CHECK(
        contains(errorOfLine("{\"body\":\"x\",\"n\":1}"), "has no field \"text\", found body, n"));
    CHECK(contains(errorOfLine(std::string(100'000, '[')), "is not valid JSON"));
}

TEST_CASE("another field can hold the text")
{
    const test::TemporaryFolder folder;
    put(folder / "a.jsonl", jsonLines({"x", "y"}, "content"));
    DocumentReaderOptions options;
    options.field = "content";
    CHECK(readAll({folder / "a.jsonl"}, options)->size() == 2);
}

TEST_CASE("compressed files that are cut off, damaged or something else are errors")
{
    const test::TemporaryFolder folder;
    const std::string lines = jsonLines(sampleTexts());
    for (const char *name : {"a.jsonl.gz", "a.jsonl.zst"}) {
        CAPTURE(name);
        const bool gz = std::string(name).ends_with("gz");
        const std::string packed = gz ? gzip(lines) : zstd(lines);
        for (const std::size_t length :
             {std::size_t{0}, std::size_t{5}, packed.size() / 2, packed.size() - 1}) {
            put(folder / name, packed.substr(0, length));
            CHECK(contains(errorOf(folder / name), "cannot be decompressed"));
        }
        std::string damaged = packed;
        for (std::size_t i = damaged.size() / 2; i < damaged.size() / 2 + 40; ++i)
            damaged[i] = static_cast<char>(~damaged[i]);
        put(folder / name, damaged);
        CHECK_FALSE(errorOf(folder / name).empty());
        put(folder / name, lines);
        CHECK(contains(errorOf(folder / name), "cannot be decompressed"));
    }
}

TEST_CASE("a document beyond the limit is refused by name, one at the limit is read")
{
    const test::TemporaryFolder folder;
    DocumentReaderOptions options;
    options.longestDocument = 3'000'000;
    const auto line = [](std::size_t length) {
        return concat("{\"text\":\"", std::string(length - 11, 'x'), "\"}\n");
    };
    put(folder / "fits.jsonl", line(3'000'000));
    CHECK(readAll({folder / "fits.jsonl"}, options)->front().text.size() == 2'999'989);
    put(folder / "long.jsonl", line(20) + line(3'000'001));
    CHECK(contains(errorOf(folder / "long.jsonl", options),
                   concat("line 2 of ", folder / "long.jsonl", " is longer than")));
    // A bomb: small on the disk, without a line end.
    put(folder / "bomb.jsonl.gz", gzip(std::string(30'000'000, 'x')));
    CHECK(contains(errorOf(folder / "bomb.jsonl.gz", options), "is longer than"));
    put(folder / "long.txt", std::string(3'000'001, 'x'));
    CHECK(contains(errorOf(folder / "long.txt", options), "is longer than"));
}

TEST_CASE("missing inputs, binary files given by name and folders without files are errors")
{
    const test::TemporaryFolder folder;
    CHECK(readAll({folder / "missing"}).error().code == ErrorCode::NotFound);
    CHECK(readAll({folder.path()}).error().code == ErrorCode::Usage);
    put(folder / "picture.png", std::string("\x89PNG\0\0", 6));
    CHECK(contains(errorOf(folder / "picture.png"), "is a binary file"));
}
