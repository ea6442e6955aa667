// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_probes.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>

#include <QHash>

#include "core/attention/array_file.h"
#include "core/attention/probe_files.h"
#include "views/state/worker_thread.h"

namespace phi1 {

namespace {

constexpr std::chrono::milliseconds lookInterval{1000};
constexpr std::size_t filesPerTurn = 8; // a long run's come in pieces, the newest first

using SharedProbe = std::shared_ptr<const AttentionProbe>;

/// What is kept of every step: its scores, by prompt.
struct StepScores {
    qint64 step = 0;
    int layers = 0, heads = 0;
    QVector<QVector<float>> scores; ///< [prompts][L · H · scores]
};

ProbePrompt promptOf(const ProbedPrompt &probed)
{
    ProbePrompt prompt;
    prompt.text = QByteArray::fromStdString(probed.text);
    prompt.title = QString::fromUtf8(prompt.text).section(u'\n', 0, 0).left(60);
    int start = 0;
    int line = 1;
    for (std::size_t i = 0; i < probed.ids.size(); ++i) {
        const int length = i < probed.lengths.size() ? probed.lengths[i] : 0;
        AttentionToken token{probed.ids[i], prompt.text.mid(start, length), start, start + length,
                             line};
        line += static_cast<int>(token.bytes.count('\n'));
        start += length;
        prompt.tokens += token;
    }
    return prompt;
}

StepScores scoresOf(const AttentionProbe &probe)
{
    StepScores step{probe.step, probe.layers, probe.heads, {}};
    for (const ProbedPrompt &prompt : probe.prompts)
        step.scores += QVector<float>(prompt.scores.begin(), prompt.scores.end());
    return step;
}

} // namespace

struct AttentionProbes::Private {
    /// What the thread is asked for, and what it read so far.
    struct Wish {
        QString folder;
        qint64 step = -1; ///< whose whole file is wanted
        quint64 round = 0;
    };

    explicit Private(AttentionProbes *probes)
        : q(probes)
    {}
    std::chrono::milliseconds turn();
    void ask();
    void takeSteps(quint64 of, const QVector<StepScores> &read);
    void takeProbe(quint64 of, const SharedProbe &probe);
    void renewShown();

    AttentionProbes *q;
    QString folder;
    quint64 round = 0; ///< of the folder
    std::map<qint64, StepScores> steps;
    int selected = -1;
    int prompt = 0;
    bool followsLast = true;
    SharedProbe probe; ///< of the selected step
    QVector<ProbePrompt> prompts;
    QHash<HeadKey, HeadThumbnail> thumbnails;
    mutable QHash<HeadKey, HeadMap> maps;

    std::mutex mutex;
    Wish wish;
    // Of the thread alone.
    quint64 readRound = 0;
    std::map<qint64, std::filesystem::file_time_type> seen;
    qint64 readStep = -1;
    WorkerThread thread;
};

AttentionProbes::AttentionProbes(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{}

AttentionProbes::~AttentionProbes()
{
    d->thread.stop();
}

void AttentionProbes::follow(const QString &runFolder)
{
    if (runFolder == d->folder)
        return;
    const bool wasStarted = !d->folder.isEmpty() || d->round > 0;
    d->folder = runFolder;
    ++d->round;
    d->steps.clear();
    d->selected = -1;
    d->followsLast = true;
    d->probe.reset();
    d->prompts.clear();
    d->renewShown();
    d->ask();
    if (!wasStarted)
        d->thread.start([this] { return d->turn(); });
    else
        d->thread.wake();
    emit stepsChanged();
    emit shownChanged();
}

void AttentionProbes::Private::ask()
{
    const std::lock_guard guard(mutex);
    wish.folder = folder;
    wish.round = round;
    wish.step = -1;
    if (selected >= 0)
        wish.step = std::next(steps.begin(), selected)->first;
}

std::chrono::milliseconds AttentionProbes::Private::turn()
{
    Wish now;
    {
        const std::lock_guard guard(mutex);
        now = wish;
    }
    if (now.folder.isEmpty())
        return std::chrono::hours(1); // it is woken
    if (now.round != readRound) {
        readRound = now.round;
        seen.clear();
        readStep = -1;
    }
    const auto tell = [this](auto function) {
        QMetaObject::invokeMethod(q, function, Qt::QueuedConnection);
    };
    const auto read = [&](const std::filesystem::path &path) -> SharedProbe {
        auto found = readProbe(path);
        if (!found) {
            tell([this, sentence = QString::fromStdString(found.error().message)] {
                emit q->errorOccurred(sentence);
            });
            return nullptr;
        }
        return std::make_shared<const AttentionProbe>(std::move(*found));
    };
    auto files = listProbes(now.folder.toStdString());
    std::reverse(files.begin(), files.end()); // what is new is wanted first
    QVector<StepScores> fresh;
    bool hasMore = false;
    for (const ProbeFile &file : files) {
        std::error_code error;
        const auto written = std::filesystem::last_write_time(file.path, error);
        const auto known = seen.find(file.step);
        if (error || (known != seen.end() && known->second == written))
            continue;
        if (static_cast<std::size_t>(fresh.size()) == filesPerTurn) {
            hasMore = true;
            break;
        }
        seen[file.step] = written; // also of a damaged one: it is told once
        if (const SharedProbe one = read(file.path)) {
            fresh += scoresOf(*one);
            if (file.step == readStep)
                readStep = -1; // it was written anew
        }
    }
    if (!fresh.isEmpty())
        tell([this, of = now.round, fresh] { takeSteps(of, fresh); });
    if (now.step >= 0 && now.step != readStep) {
        readStep = now.step;
        if (const SharedProbe whole = read(probePath(now.folder.toStdString(), now.step)))
            tell([this, of = now.round, whole] { takeProbe(of, whole); });
    }
    return hasMore ? std::chrono::milliseconds(1) : lookInterval;
}

void AttentionProbes::Private::takeSteps(quint64 of, const QVector<StepScores> &read)
{
    if (of != round)
        return;
    const qint64 step = selected >= 0 ? std::next(steps.begin(), selected)->first : -1;
    for (const StepScores &each : read)
        steps.insert_or_assign(each.step, each);
    const auto found = steps.find(step);
    const bool keeps = found != steps.end() && !followsLast;
    selected = keeps ? static_cast<int>(std::distance(steps.begin(), found))
                     : static_cast<int>(steps.size()) - 1;
    ask();
    thread.wake();
    emit q->stepsChanged();
}

void AttentionProbes::Private::takeProbe(quint64 of, const SharedProbe &read)
{
    if (of != round || selected < 0 || std::next(steps.begin(), selected)->first != read->step)
        return;
    probe = read;
    prompts.clear();
    for (const ProbedPrompt &each : probe->prompts)
        prompts += promptOf(each);
    prompt = std::clamp(prompt, 0, std::max(static_cast<int>(prompts.size()) - 1, 0));
    renewShown();
    emit q->shownChanged();
}

void AttentionProbes::Private::renewShown()
{
    thumbnails.clear();
    maps.clear();
    if (!probe || prompt >= static_cast<int>(probe->prompts.size()))
        return;
    const ProbedPrompt &shown = probe->prompts[static_cast<std::size_t>(prompt)];
    const int cells = shown.cells;
    int level = 0;
    while ((1 << level) < shown.block)
        ++level;
    // Cells beyond the text are none of the map.
    const auto tokens = static_cast<int>(shown.ids.size());
    const int used = std::min(cells, (tokens + (1 << level) - 1) >> level);
    for (int i = 0; i < probe->layers * probe->heads; ++i) {
        HeadThumbnail thumbnail;
        thumbnail.key = {i / probe->heads, i % probe->heads};
        thumbnail.cells = used;
        thumbnail.level = level;
        const auto *codes =
            reinterpret_cast<const char *>(shown.thumbnails.data()) + qsizetype(i) * cells * cells;
        for (int row = 0; row < used; ++row)
            thumbnail.codes.append(codes + qsizetype(row) * cells, used);
        thumbnails.insert(thumbnail.key, thumbnail);
    }
}

QString AttentionProbes::runFolder() const
{
    return d->folder;
}

bool AttentionProbes::isEmpty() const
{
    return d->steps.empty();
}

QVector<qint64> AttentionProbes::steps() const
{
    QVector<qint64> list;
    for (const auto &[step, scores] : d->steps)
        list += step;
    return list;
}

const QVector<ProbePrompt> &AttentionProbes::prompts() const
{
    return d->prompts;
}

int AttentionProbes::layers() const
{
    return d->probe ? d->probe->layers : 0;
}

int AttentionProbes::heads() const
{
    return d->probe ? d->probe->heads : 0;
}

QVector<HeadKey> AttentionProbes::pinnedHeads() const
{
    QVector<HeadKey> list;
    if (d->probe) {
        for (const PinnedHead &head : d->probe->pinned)
            list += HeadKey{head.layer, head.head};
    }
    return list;
}

int AttentionProbes::prompt() const
{
    return d->prompt;
}

void AttentionProbes::setPrompt(int prompt)
{
    if (prompt < 0 || prompt >= d->prompts.size() || prompt == d->prompt)
        return;
    d->prompt = prompt;
    d->renewShown();
    emit shownChanged();
}

int AttentionProbes::selected() const
{
    return d->selected;
}

void AttentionProbes::select(int index)
{
    if (index < 0 || index >= static_cast<int>(d->steps.size()) || index == d->selected)
        return;
    d->selected = index;
    d->followsLast = index + 1 == static_cast<int>(d->steps.size());
    d->ask();
    d->thread.wake();
}

const HeadThumbnail *AttentionProbes::thumbnail(HeadKey key) const
{
    const auto found = d->thumbnails.constFind(key);
    return found == d->thumbnails.constEnd() ? nullptr : &*found;
}

HeadMap AttentionProbes::map(HeadKey key) const
{
    const qsizetype pinned = pinnedHeads().indexOf(key);
    if (pinned < 0 || d->prompt >= d->prompts.size())
        return {};
    HeadMap &known = d->maps[key];
    if (!known.isNull())
        return known;
    const ProbedPrompt &shown = d->probe->prompts[static_cast<std::size_t>(d->prompt)];
    const auto tokens = static_cast<std::ptrdiff_t>(shown.ids.size());
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(tokens * tokens));
    const auto first = shown.maps.begin() + pinned * tokens * tokens;
    std::transform(first, first + tokens * tokens, std::back_inserter(values), floatOfHalf);
    known = HeadMap(static_cast<int>(tokens), std::move(values));
    return known;
}

QVector<double> AttentionProbes::values(HeadKey key, int score) const
{
    QVector<double> list;
    for (const auto &[step, each] : d->steps) {
        const QVector<float> scores = each.scores.value(d->prompt);
        const auto count = attentionScores().size();
        const bool isThere = key.isValid() && key.layer < each.layers && key.head < each.heads;
        const qsizetype at = (qsizetype(key.layer) * each.heads + key.head) * count + score;
        list += isThere && at < scores.size() ? static_cast<double>(scores[at]) : unknownFigure;
    }
    return list;
}

QVector<HeadScores> AttentionProbes::scores() const
{
    QVector<HeadScores> list;
    if (d->selected < 0)
        return list;
    const StepScores &step = std::next(d->steps.begin(), d->selected)->second;
    const QVector<float> numbers = step.scores.value(d->prompt);
    const auto count = attentionScores().size();
    for (qsizetype i = 0; i < qsizetype(step.layers) * step.heads; ++i) {
        if ((i + 1) * count > numbers.size())
            break;
        const HeadKey key{static_cast<int>(i) / step.heads, static_cast<int>(i) % step.heads};
        list += HeadScores{key, numbers.mid(i * count, count)};
    }
    return list;
}

} // namespace phi1
