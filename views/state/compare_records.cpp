// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_records.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

std::string bytesOf(const QByteArray &bytes)
{
    return bytes.toStdString();
}

QByteArray bytesOf(const std::string &bytes)
{
    return QByteArray::fromStdString(bytes);
}

double orZero(double value)
{
    return std::isfinite(value) ? value : 0.0;
}

double orUnknown(double value)
{
    return value > 0.0 ? value : unknownFigure;
}

} // namespace

SamplingSettings settingsOf(const CompareSampling &sampling)
{
    SamplingSettings settings;
    settings.temperature = sampling.temperature;
    settings.topK = sampling.topK;
    settings.topP = sampling.topP;
    settings.minP = sampling.minP;
    settings.repetitionPenalty = sampling.repetitionPenalty;
    settings.maxTokens = sampling.maxTokens;
    settings.seed = sampling.seed;
    settings.stopAtEnd = sampling.stopAtEnd;
    settings.samples = sampling.samples;
    for (const QString &stop : sampling.stop)
        settings.stop.push_back(stop.toStdString());
    return settings;
}

CompareSampling samplingOf(const SamplingSettings &settings)
{
    CompareSampling sampling;
    sampling.temperature = settings.temperature;
    sampling.topK = settings.topK;
    sampling.topP = settings.topP;
    sampling.minP = settings.minP;
    sampling.repetitionPenalty = settings.repetitionPenalty;
    sampling.maxTokens = settings.maxTokens;
    sampling.seed = settings.seed;
    sampling.stopAtEnd = settings.stopAtEnd;
    sampling.samples = settings.samples;
    for (const std::string &stop : settings.stop)
        sampling.stop += QString::fromStdString(stop);
    return sampling;
}

CompletionRecord recordOf(const PaneCompletion &completion, qint64 memoryBytes)
{
    CompletionRecord record;
    record.id = completion.id;
    record.sample = completion.sample;
    record.parent = completion.parent;
    record.branchIndex = completion.branchIndex;
    record.forcedToken = completion.forcedId;
    record.tokens.reserve(static_cast<std::size_t>(completion.tokens.size()));
    for (const ViewToken &token : completion.tokens) {
        TokenRecord &kept = record.tokens.emplace_back();
        kept.id = token.id;
        kept.bytes = bytesOf(token.bytes);
        kept.logProbability = token.logProbability;
        kept.top.reserve(static_cast<std::size_t>(token.top.size()));
        for (const TokenChoice &choice : token.top)
            kept.top.push_back({choice.id, bytesOf(choice.bytes), choice.logProbability});
    }
    record.text = completion.text.toStdString();
    record.finish = completion.finish.toStdString();
    record.stopString = completion.stopString.toStdString();
    switch (completion.state) {
    case PaneCompletionState::Complete:
        record.state = CompletionState::Complete;
        break;
    case PaneCompletionState::Failed:
        record.state = CompletionState::Failed;
        break;
    default:
        record.state = CompletionState::Cancelled;
        break;
    }
    record.error = completion.sentence.toStdString();
    record.startedAt = orZero(completion.startedAt);
    record.queuedSeconds = orZero(completion.queuedSeconds);
    record.timeToFirstToken = orZero(completion.firstTokenSeconds);
    record.tokensPerSecond = orZero(completion.tokensPerSecond);
    record.promptTokensPerSecond = orZero(completion.promptTokensPerSecond);
    record.promptTokens = completion.promptTokens;
    record.memoryBytes = memoryBytes;
    record.drafted = completion.drafted;
    record.accepted = completion.accepted;
    return record;
}

PaneCompletion completionOf(const CompletionRecord &record, quint64 seed)
{
    PaneCompletion completion;
    completion.id = record.id;
    completion.sample = record.sample;
    completion.parent = record.parent;
    completion.branchIndex = static_cast<int>(record.branchIndex);
    completion.forcedId = record.forcedToken;
    completion.tokens.reserve(static_cast<qsizetype>(record.tokens.size()));
    for (const TokenRecord &kept : record.tokens) {
        ViewToken token;
        token.id = kept.id;
        token.bytes = bytesOf(kept.bytes);
        token.logProbability = kept.logProbability;
        const auto index = completion.tokens.size();
        if (completion.parent >= 0 && index < completion.branchIndex)
            token.flags = TokenFlag::Shared;
        else if (completion.parent >= 0 && index == completion.branchIndex)
            token.flags = TokenFlag::Forced;
        for (const AlternativeRecord &choice : kept.top)
            token.top += {choice.id, choice.logProbability, bytesOf(choice.bytes)};
        completion.tokens += std::move(token);
    }
    completion.text = QString::fromStdString(record.text);
    completion.finish = QString::fromStdString(record.finish);
    completion.stopString = QString::fromStdString(record.stopString);
    completion.state = record.state == CompletionState::Complete ? PaneCompletionState::Complete
                       : record.state == CompletionState::Failed ? PaneCompletionState::Failed
                                                                 : PaneCompletionState::Cancelled;
    completion.sentence = QString::fromStdString(record.error);
    completion.startedAt = orUnknown(record.startedAt);
    completion.queuedSeconds = record.queuedSeconds;
    completion.firstTokenSeconds = orUnknown(record.timeToFirstToken);
    completion.tokensPerSecond = orUnknown(record.tokensPerSecond);
    completion.promptTokensPerSecond = orUnknown(record.promptTokensPerSecond);
    completion.promptTokens = static_cast<int>(record.promptTokens);
    completion.drafted = static_cast<int>(record.drafted);
    completion.accepted = static_cast<int>(record.accepted);
    completion.seed = seed;
    completion.meanProbability = meanProbabilityOf(completion);
    return completion;
}

PaneRecord recordOf(const ComparePane &pane, const CompareSampling &sampling)
{
    PaneRecord record;
    const PaneFacts &facts = pane.facts;
    record.modelName = facts.checkpoint.name.toStdString();
    record.path = facts.checkpoint.path.toStdString();
    record.stage = facts.checkpoint.stage.toStdString();
    record.run = facts.checkpoint.runId.toStdString();
    record.step = facts.checkpoint.step;
    record.dtype = facts.dtype.toStdString();
    record.device = facts.device.toStdString();
    record.kernels = facts.kernels.toStdString();
    record.fingerprint = facts.fingerprint.toStdString();
    record.tokenizer = facts.tokenizer.toStdString();
    record.settings = settingsOf(sampling);
    // What was used, not what stands in the field now.
    if (!pane.completions.isEmpty())
        record.settings.seed = pane.completions.first().seed;
    for (const PaneCompletion &completion : pane.completions)
        record.completions.push_back(recordOf(completion, facts.memoryBytes));
    record.shown = std::max(0, pane.current);
    return record;
}

ComparePane paneOf(const PaneRecord &record)
{
    ComparePane pane;
    PaneFacts &facts = pane.facts;
    facts.checkpoint.path = QString::fromStdString(record.path);
    facts.checkpoint.name = QString::fromStdString(record.modelName);
    facts.checkpoint.runId = QString::fromStdString(record.run);
    facts.checkpoint.stage = QString::fromStdString(record.stage);
    facts.checkpoint.step = record.step;
    facts.dtype = QString::fromStdString(record.dtype);
    facts.wantedDtype = dtypeFromName(facts.dtype);
    facts.device = QString::fromStdString(record.device);
    facts.kernels = QString::fromStdString(record.kernels);
    facts.fingerprint = QString::fromStdString(record.fingerprint);
    facts.tokenizer = QString::fromStdString(record.tokenizer);
    pane.sampling = samplingOf(record.settings);
    for (const CompletionRecord &completion : record.completions) {
        pane.completions += completionOf(completion, record.settings.seed);
        facts.memoryBytes = std::max<qint64>(facts.memoryBytes, completion.memoryBytes);
    }
    if (facts.checkpoint.path.isEmpty()) {
        pane.state = PaneState::Empty;
    } else if (pane.completions.isEmpty()) {
        pane.state = PaneState::Unloaded;
    } else {
        const int shown = record.shown;
        pane.current = pane.find(shown) ? shown : pane.completions.first().id;
        const PaneCompletion &current = *pane.currentCompletion();
        pane.state = current.state == PaneCompletionState::Failed      ? PaneState::Failed
                     : current.state == PaneCompletionState::Cancelled ? PaneState::Stopped
                                                                       : PaneState::Finished;
        pane.sentence = current.sentence;
    }
    return pane;
}

PaneCompletion *writableCompletion(ComparePane &pane, int id)
{
    const auto found = std::find_if(pane.completions.begin(), pane.completions.end(),
                                    [&](const PaneCompletion &each) { return each.id == id; });
    return found == pane.completions.end() ? nullptr : &*found;
}

int appendBatch(PaneCompletion &completion, const TokenBatch &batch)
{
    // Of a branch the engine sends the shared tokens again; the forced one is new.
    const auto first = completion.tokens.size();
    for (ViewToken token : batch.tokens) {
        const int index = completion.arrived++;
        if (index < completion.tokens.size())
            continue;
        if (completion.parent >= 0 && index == completion.branchIndex)
            token.flags |= TokenFlag::Forced;
        completion.tokens += std::move(token);
    }
    completion.arrivedText += batch.text;
    if (completion.arrived > completion.branchIndex)
        completion.text = completion.arrivedText;
    completion.state = PaneCompletionState::Writing;
    return static_cast<int>(first);
}

void endCompletion(PaneCompletion &completion, const SampleEnd &end)
{
    completion.finish = end.finish;
    completion.stopString = end.stopString;
    completion.state =
        end.finish == u"cancelled" ? PaneCompletionState::Cancelled : PaneCompletionState::Complete;
    completion.text = completion.arrivedText;
    const CompletionSummary &figures = end.figures;
    if (figures.promptTokens > 0)
        completion.promptTokens = figures.promptTokens;
    completion.queuedSeconds = figures.queuedSeconds;
    if (std::isfinite(figures.firstTokenSeconds))
        completion.firstTokenSeconds = figures.firstTokenSeconds;
    if (std::isfinite(figures.tokensPerSecond))
        completion.tokensPerSecond = figures.tokensPerSecond;
    completion.promptTokensPerSecond = figures.promptTokensPerSecond;
    completion.drafted = figures.drafted;
    completion.accepted = figures.accepted;
    completion.meanProbability = meanProbabilityOf(completion);
}

void breakCompletion(PaneCompletion &completion, const EngineError &error)
{
    if (completion.state == PaneCompletionState::Complete ||
        completion.state == PaneCompletionState::Cancelled)
        return; // this sample ended before
    const bool byUser = error.kind == EngineError::Kind::Cancelled;
    completion.state = byUser ? PaneCompletionState::Cancelled : PaneCompletionState::Failed;
    completion.finish = byUser ? QStringLiteral("cancelled") : QString();
    completion.sentence = byUser ? QString() : error.sentence;
    completion.meanProbability = meanProbabilityOf(completion);
}

double meanProbabilityOf(const PaneCompletion &completion)
{
    double sum = 0;
    qsizetype count = 0;
    for (auto i = qsizetype(completion.branchIndex) + 1; i < completion.tokens.size(); ++i) {
        if (const float each = completion.tokens[i].logProbability; std::isfinite(each)) {
            sum += static_cast<double>(each);
            ++count;
        }
    }
    return count > 0 ? std::exp(sum / static_cast<double>(count)) : unknownFigure;
}

void takeModel(PaneFacts &facts, const EngineModel &model)
{
    facts.modelId = model.id;
    facts.dtype = model.dtype;
    facts.storedDtype = model.storedDtype;
    facts.device = model.device;
    facts.kernels = model.kernels;
    facts.fingerprint = model.fingerprint;
    facts.tokenizer = model.tokenizer;
    facts.parameters = model.parameters;
    facts.memoryBytes = model.memoryBytes;
    facts.weightBytes = model.weightBytes;
    facts.context = model.context;
    facts.loadSeconds = model.loadSeconds;
}

PaneDivergence divergenceOf(const QVector<const PaneCompletion *> &completions, bool byToken)
{
    PaneDivergence result;
    result.tokens.fill(-1, completions.size());
    struct Reader {
        const PaneCompletion *completion;
        qsizetype pane;
        qsizetype token = 0, byte = 0; ///< within the token
        bool atEnd() const { return token == completion->tokens.size(); }
    };
    QVector<Reader> readers;
    for (qsizetype i = 0; i < completions.size(); ++i) {
        if (completions[i] && !completions[i]->tokens.isEmpty())
            readers += Reader{completions[i], i};
    }
    if (readers.size() < 2)
        return result;
    const auto endsThere = [](const Reader &reader) {
        return reader.completion->state == PaneCompletionState::Complete &&
               reader.completion->finish != u"length" && reader.completion->finish != u"context";
    };
    qint64 bytes = 0;
    bool differ = false;
    for (;;) {
        const bool anyAtEnd = std::any_of(readers.cbegin(), readers.cend(),
                                          [](const Reader &each) { return each.atEnd(); });
        if (anyAtEnd) {
            const bool allAtEnd = std::all_of(readers.cbegin(), readers.cend(),
                                              [](const Reader &each) { return each.atEnd(); });
            differ =
                !allAtEnd && std::all_of(readers.cbegin(), readers.cend(), [&](const Reader &each) {
                    return !each.atEnd() || endsThere(each);
                });
            break;
        }
        const ViewToken &first = readers.first().completion->tokens[readers.first().token];
        if (byToken) {
            differ = std::any_of(readers.cbegin(), readers.cend(), [&](const Reader &each) {
                return each.completion->tokens[each.token].id != first.id;
            });
            if (differ)
                break;
            bytes += first.bytes.size();
            for (Reader &each : readers)
                ++each.token;
            continue;
        }
        for (Reader &each : readers) { // tokens without bytes say nothing here
            while (!each.atEnd() && each.byte == each.completion->tokens[each.token].bytes.size()) {
                ++each.token;
                each.byte = 0;
            }
        }
        if (std::any_of(readers.cbegin(), readers.cend(),
                        [](const Reader &each) { return each.atEnd(); }))
            continue;
        const auto byteOf = [](const Reader &each) {
            return each.completion->tokens[each.token].bytes[each.byte];
        };
        differ = std::any_of(readers.cbegin(), readers.cend(), [&](const Reader &each) {
            return byteOf(each) != byteOf(readers.first());
        });
        if (differ)
            break;
        ++bytes;
        for (Reader &each : readers)
            ++each.byte;
    }
    if (!differ)
        return result;
    result.exists = true;
    result.byte = bytes;
    for (const Reader &each : readers)
        result.tokens[each.pane] = static_cast<int>(each.token);
    return result;
}

QVector<SampleGroup> groupsOf(const QVector<PaneCompletion> &completions)
{
    QVector<SampleGroup> groups;
    for (const PaneCompletion &completion : completions) {
        if (completion.parent >= 0 || completion.state == PaneCompletionState::Waiting ||
            completion.state == PaneCompletionState::Writing)
            continue;
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const SampleGroup &group) {
            const auto first = std::find_if(
                completions.cbegin(), completions.cend(),
                [&](const PaneCompletion &each) { return each.id == group.completions.first(); });
            return group.text == completion.text && first->state == completion.state;
        });
        if (same == groups.end())
            groups += SampleGroup{{completion.id}, completion.text};
        else
            same->completions += completion.id;
    }
    std::stable_sort(groups.begin(), groups.end(), [](const SampleGroup &a, const SampleGroup &b) {
        return a.count() > b.count();
    });
    return groups;
}

} // namespace phi1
