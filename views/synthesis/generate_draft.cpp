// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/generate_draft.h"

#include "core/base/files.h"
#include "core/synthesis/builtin_texts.h"
#include "core/synthesis/seed_lists.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t largestFile = 64u << 20;

void takeListsAway(SynthesisSpec &spec)
{
    spec.topics.clear();
    spec.audiences.clear();
    spec.seedWords.clear();
    spec.functionNames.clear();
}

Result<std::vector<std::string>> listOf(const QString &file, std::string_view builtin, bool isTree)
{
    const std::string path = file.toStdString();
    std::string text(builtin);
    if (!path.empty()) {
        PHI1_ASSIGN(text, readFile(path, largestFile));
    }
    const std::string what = path.empty() ? "the built-in list" : path;
    return isTree ? topicsOf(text, what) : entriesOf(text, what);
}

} // namespace

GenerateDraft presetDraft(const QString &kind)
{
    GenerateDraft draft;
    const auto spec =
        loadSynthesisSpec(kind == u"exercise"_s ? "builtin:exercises" : "builtin:textbooks");
    if (spec) // it comes with the program
        draft.spec = *spec;
    takeListsAway(draft.spec);
    return draft;
}

Result<SynthesisSpec> specOfDraft(const GenerateDraft &draft)
{
    SynthesisSpec spec = draft.spec;
    PHI1_ASSIGN(spec.topics, listOf(draft.topicsFile, builtinTopics(), true));
    PHI1_ASSIGN(spec.audiences, listOf(draft.audiencesFile, builtinAudiences(), false));
    PHI1_ASSIGN(spec.seedWords, listOf(draft.wordsFile, builtinSeedWords(), false));
    if (!draft.namesFile.isEmpty()) {
        PHI1_ASSIGN(spec.functionNames, listOf(draft.namesFile, {}, false));
    } else if (spec.kind == "exercise") {
        spec.functionNames = builtinFunctionNames();
    }
    PHI1_TRY(checkSynthesisSpec(spec, "the draft"));
    return spec;
}

QVariantMap toVariant(const GenerateDraft &draft)
{
    return {{u"spec"_s, QString::fromStdString(specToml(draft.spec))},
            {u"corpus"_s, draft.corpus},
            {u"topics"_s, draft.topicsFile},
            {u"audiences"_s, draft.audiencesFile},
            {u"words"_s, draft.wordsFile},
            {u"names"_s, draft.namesFile}};
}

GenerateDraft draftFromVariant(const QVariantMap &values)
{
    GenerateDraft draft = presetDraft(u"textbook"_s);
    const std::string toml = values.value(u"spec"_s).toString().toStdString();
    const auto text = [&](const QString &key) { return values.value(key).toString(); };
    if (auto spec = readUncheckedSpec(toml, "the draft")) {
        takeListsAway(*spec);
        draft.spec = *spec;
    }
    draft.corpus = text(u"corpus"_s);
    draft.topicsFile = text(u"topics"_s);
    draft.audiencesFile = text(u"audiences"_s);
    draft.wordsFile = text(u"words"_s);
    draft.namesFile = text(u"names"_s);
    return draft;
}

} // namespace phi1
