// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/training_set_writer.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <unordered_set>

#include "app/phi1/bundled_tokenizer.h"
#include "app/phi1/corpora/mixed_source.h"
#include "app/phi1/parallel_encoding.h"
#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/data/token_dataset_writer.h"
#include "model/text/sentencepiece_trainer.h"

namespace fs = std::filesystem;

namespace phi1 {

namespace {

/// Texts are encoded together up to this many bytes: enough for all threads, little enough to hold.
constexpr std::size_t batchBytes = 8u << 20;
/// A vocabulary needs no more text than this to be trained on.
constexpr std::size_t vocabularyTextBytes = 16u << 20;

Error interrupted(const MixRecipe &recipe)
{
    return {ErrorCode::Cancelled,
            concat("interrupted; the training set ", printable(recipe.name), " was not made")};
}

struct HashOfHash {
    std::size_t operator()(const SampleHash &hash) const
    {
        std::size_t value = 0; // already spread evenly
        std::copy_n(hash.bytes.begin(), sizeof value, reinterpret_cast<std::uint8_t *>(&value));
        return value;
    }
};
using HashSet = std::unordered_set<SampleHash, HashOfHash>;

/// The list of documents of one part, in the order in which they are written.
class SampleList
{
public:
    Result<void> open(const fs::path &file)
    {
        m_file = file;
        PHI1_ASSIGN(m_descriptor, openFile(file, O_WRONLY | O_CREAT | O_EXCL));
        return {};
    }
    Result<void> add(const SampleHash &hash)
    {
        m_buffer.append(reinterpret_cast<const char *>(hash.bytes.data()), hash.bytes.size());
        return m_buffer.size() < 1u << 20 ? Result<void>() : flush();
    }
    Result<void> finish(Hash128 &over)
    {
        PHI1_TRY(flush());
        over.updateInteger(m_written);
        over.update(m_hash.hex());
        if (::fsync(m_descriptor.get()) != 0)
            return failure(ErrorCode::Io, concat(m_file, " could not be written to the disk: ",
                                                 systemMessage(errno)));
        return {};
    }

private:
    Result<void> flush()
    {
        m_hash.update(m_buffer);
        m_written += m_buffer.size();
        PHI1_TRY(writeAll(m_descriptor.get(), m_buffer, m_file));
        m_buffer.clear();
        return {};
    }

    fs::path m_file;
    FileDescriptor m_descriptor;
    std::string m_buffer;
    Hash128 m_hash;
    std::uint64_t m_written = 0;
};

/// Where the set grows until it has its name; removed if it never gets it.
class GrowingFolder
{
public:
    static Result<GrowingFolder> make(const fs::path &sets, const std::string &name)
    {
        PHI1_TRY(makeFolders(sets));
        std::string pattern = (sets / concat(".", name, ".XXXXXX")).string();
        if (!::mkdtemp(pattern.data()))
            return failure(ErrorCode::Io,
                           concat("no folder can be made in ", sets, ": ", systemMessage(errno)));
        std::error_code ignored;
        fs::permissions(pattern, fs::perms(0755), ignored); // mkdtemp makes it private
        return GrowingFolder(pattern);
    }
    GrowingFolder(GrowingFolder &&other) noexcept
        : m_path(std::exchange(other.m_path, {}))
    {}
    GrowingFolder &operator=(GrowingFolder &&) = delete;
    ~GrowingFolder()
    {
        std::error_code ignored;
        if (!m_path.empty())
            fs::remove_all(m_path, ignored);
    }

    const fs::path &path() const { return m_path; }
    Result<void> rename(const fs::path &to)
    {
        PHI1_TRY(syncFolder(m_path));
        if (::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0)
            return failure(errno == EEXIST ? ErrorCode::Usage : ErrorCode::Io,
                           concat(to, " could not be given its name: ", systemMessage(errno)));
        m_path.clear();
        return syncFolder(to.parent_path());
    }

private:
    explicit GrowingFolder(fs::path path)
        : m_path(std::move(path))
    {}
    fs::path m_path;
};

/// The tokenizer of the recipe: one that is named, phi-1's own, or one trained on the beginning of
/// each source, as much of each as its share of the training.
Result<std::shared_ptr<const Tokenizer>> makeTokenizer(const MixRecipe &recipe,
                                                       const std::vector<MixedSource> &sources)
{
    if (recipe.vocabulary == 0)
        return loadTokenizer(recipe.tokenizer.empty() ? bundledTokenizer()
                                                      : fs::path(recipe.tokenizer));
    double weights = 0;
    for (const MixSource &source : recipe.sources)
        weights += source.weight;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto limit = static_cast<std::size_t>(static_cast<double>(vocabularyTextBytes) *
                                                    recipe.sources[i].weight / weights);
        std::size_t bytes = 0;
        PHI1_TRY(sources[i].store->eachText(
            sources[i].hits.rows(), [&](SampleRow, std::string_view text) {
                texts.emplace_back(text);
                bytes += text.size();
                return bytes < limit && !StopSignals::stopRequested();
            }));
    }
    if (StopSignals::stopRequested())
        return tl::unexpected(interrupted(recipe));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    SentencePieceOptions training;
    training.vocabularySize = recipe.vocabulary;
    return trainSentencePiece(views, training);
}

/// Writes one part; what earlier parts hold is left out.
class PartWriter
{
public:
    PartWriter(const TrainingSetRequest &request, const Tokenizer &tokenizer, HashSet &seen,
               const std::function<void(std::size_t)> &done)
        : m_request(request)
        , m_tokenizer(tokenizer)
        , m_seen(seen)
        , m_done(done)
    {}

    Result<TrainingSetPart> write(const MixedSource &source, const fs::path &folder)
    {
        PHI1_ASSIGN(TokenDatasetWriter writer,
                    TokenDatasetWriter::create(folder, m_tokenizer, m_request.recipe.validation));
        // The writer's folder has its name only at the end; the lists join it then.
        const fs::path lists = folder.string() + ".lists";
        PHI1_TRY(makeFolders(lists));
        SampleList train, validation;
        PHI1_TRY(train.open(lists / "train.samples"));
        PHI1_TRY(validation.open(lists / "validation.samples"));
        TrainingSetPart part;
        part.folder = folder.filename().string();
        part.corpusSamples = source.view.rows();
        const std::span<const SampleRow> rows = source.hits.rows();
        for (std::size_t first = 0; first < rows.size();) {
            if (StopSignals::stopRequested())
                return tl::unexpected(interrupted(m_request.recipe));
            std::vector<std::string> texts;
            std::size_t bytes = 0;
            PHI1_TRY(
                source.store->eachText(rows.subspan(first), [&](SampleRow, std::string_view text) {
                    texts.emplace_back(text);
                    bytes += text.size();
                    return bytes < batchBytes;
                }));
            if (texts.empty())
                return failure(ErrorCode::Corrupt,
                               concat("the corpus ", source.files.name(), " has no text for row ",
                                      rows[first], "; import it again"));
            const std::vector<std::string_view> views(texts.begin(), texts.end());
            const auto tokens = encodeTexts(m_tokenizer, m_request.threads, views);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const SampleHash hash = hashOfSample(texts[i]);
                if (!m_seen.insert(hash).second) {
                    ++part.alreadyInEarlier;
                    continue;
                }
                const Split split = splitOfDocument(texts[i], m_request.recipe.validation);
                PHI1_TRY(
                    writer.add({tokens[i], texts[i], source.files.name(), rows[first + i], split}));
                PHI1_TRY((split == Split::Train ? train : validation).add(hash));
            }
            first += texts.size();
            m_done(texts.size());
        }
        PHI1_ASSIGN(const TokenDatasetManifest manifest, writer.finish());
        Hash128 hash;
        PHI1_TRY(train.finish(hash));
        PHI1_TRY(validation.finish(hash));
        std::error_code error;
        for (const char *name : {"train.samples", "validation.samples"}) {
            if (!error)
                fs::rename(lists / name, folder / name, error);
        }
        if (!error)
            fs::remove(lists, error);
        if (error)
            return failure(ErrorCode::Io, concat("the lists of documents could not be put into ",
                                                 folder, ": ", error.message()));
        PHI1_TRY(syncFolder(folder));
        part.contentHash = manifest.contentHash;
        part.samplesHash = hash.hex();
        part.documents = manifest.train.documents;
        part.tokens = manifest.train.tokens;
        part.validationDocuments = manifest.validation.documents;
        part.validationTokens = manifest.validation.tokens;
        if (part.documents == 0)
            return failure(ErrorCode::Usage,
                           concat("nothing of the source ", printable(source.title),
                                  " is left for training: ", part.alreadyInEarlier,
                                  " of its samples are in earlier sources, ",
                                  part.validationDocuments,
                                  " are held out; widen its filter or leave it out"));
        return part;
    }

private:
    const TrainingSetRequest &m_request;
    const Tokenizer &m_tokenizer;
    HashSet &m_seen;
    const std::function<void(std::size_t)> &m_done;
};

} // namespace

Result<TrainingSet> writeTrainingSet(const TrainingSetRequest &request)
{
    const MixRecipe &recipe = request.recipe;
    PHI1_TRY(checkRecipe(recipe));
    const fs::path target = request.workspace.sets() / recipe.name;
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(target, ignored)))
        return failure(ErrorCode::Usage,
                       concat("a training set ", printable(recipe.name),
                              " exists already and is never changed; choose another name"));
    std::vector<MixedSource> sources;
    std::size_t samples = 0;
    for (const MixSource &source : recipe.sources) {
        PHI1_ASSIGN(MixedSource found, findSamples(request.workspace, source));
        samples += found.hits.rows().size();
        sources.push_back(std::move(found));
    }
    PHI1_ASSIGN(GrowingFolder growing, GrowingFolder::make(request.workspace.sets(), recipe.name));
    using SharedTokenizer = std::shared_ptr<const Tokenizer>;
    PHI1_ASSIGN(const SharedTokenizer tokenizer, makeTokenizer(recipe, sources));

    Progress progress(request.display, "Writing the training set", "samples");
    std::size_t written = 0;
    const std::function<void(std::size_t)> done = [&](std::size_t more) {
        written += more;
        progress.update(static_cast<std::int64_t>(written), static_cast<std::int64_t>(samples));
    };
    TrainingSet set;
    set.recipe = recipe;
    set.tokenizerFingerprint = tokenizer->fingerprint();
    set.vocabulary = tokenizer->vocabularySize();
    set.createdAt =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    HashSet seen;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        PartWriter writer(request, *tokenizer, seen, done);
        PHI1_ASSIGN(TrainingSetPart part,
                    writer.write(sources[i],
                                 growing.path() / concat(i + 1, "-", recipe.sources[i].corpus)));
        set.parts.push_back(std::move(part));
    }
    PHI1_TRY(writeFileAtomically(growing.path() / "recipe.json", dumpJsonPretty(toJson(recipe))));
    PHI1_TRY(writeFileAtomically(growing.path() / "set.json", dumpJsonPretty(toJson(set))));
    PHI1_TRY(growing.rename(target));
    progress.finish();
    set.folder = target;
    return set;
}

std::string trainingSetText(const TrainingSet &set)
{
    std::string text = concat(set.folder, ": ", set.documents(), " documents with ", set.tokens(),
                              " tokens for training; vocabulary ", set.vocabulary, "\n");
    for (std::size_t i = 0; i < set.parts.size(); ++i) {
        const TrainingSetPart &part = set.parts[i];
        text += concat("  ", printable(set.recipe.sources[i].shownTitle()), ": ", part.documents,
                       " documents, ", part.tokens, " tokens; held out ", part.validationDocuments,
                       " with ", part.validationTokens);
        if (part.alreadyInEarlier > 0)
            text += concat("; ", part.alreadyInEarlier, " left out, they are in earlier sources");
        text += '\n';
    }
    return text;
}

} // namespace phi1
