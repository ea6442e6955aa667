// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/generate_session.h"

#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>

#include <QPointer>
#include <QProcess>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/corpora/store/corpus_files.h"
#include "core/jobs/workspace.h"
#include "core/synthesis/answer_log.h"
#include "core/synthesis/prompt_plan.h"
#include "views/state/worker_thread.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t lastAnswers = 50;
constexpr auto watchPause = std::chrono::milliseconds(500);
constexpr auto corpusPause = std::chrono::seconds(5);
constexpr int mostJobs = 1000; ///< of one corpus, before names run out

QString fromStd(const std::string &text)
{
    return QString::fromStdString(text);
}

/// The job of a corpus that has this plan, else the first free name.
std::filesystem::path jobOf(const Workspace &workspace, const std::string &corpus,
                            const SynthesisSpec &spec, bool &begun)
{
    const std::string fingerprint = planFingerprint(spec);
    std::filesystem::path folder;
    for (int i = 1; i < mostJobs; ++i) {
        folder = workspace.jobs() /
                 (i == 1 ? concat("synthesize-", corpus) : concat("synthesize-", corpus, "-", i));
        std::error_code error;
        if (!std::filesystem::exists(folder, error))
            break;
        const auto text = readFile(folder / planFileName);
        const auto plan = text ? readSynthesisSpec(*text, "the plan", folder)
                               : Result<SynthesisSpec>(tl::unexpected<Error>(text.error()));
        if (plan && planFingerprint(*plan) == fingerprint) {
            begun = true;
            break;
        }
        if (!plan && text.error().code == ErrorCode::NotFound)
            break; // begun, but without a plan yet
    }
    return folder;
}

} // namespace

struct GenerateSession::Private {
    QString workspace, program;
    std::mutex mutex; // guards the wishes
    std::optional<GenerateDraft> wantedDraft;
    std::optional<quint64> wantedPrompt;
    bool watching = false;

    // Of the thread.
    std::optional<SynthesisSpec> spec;
    std::optional<PromptPlan> plan;
    std::optional<CoverageCounter> coverage;
    std::optional<AnswerReader> reader;
    std::optional<CorpusFiles> corpus;
    SynthesisCounts counts;
    std::deque<AnswerRecord> last;
    quint64 prompt = 0;
    std::chrono::steady_clock::time_point corpusRead{};

    // Of the GUI thread.
    QString job, planToml, corpusName, problem;
    QPointer<QProcess> process;

    WorkerThread thread; ///< last: it ends before what it uses

    GeneratePlan takeDraft(const GenerateDraft &draft);
    bool readAnswers();
    void readCorpus();
};

GeneratePlan GenerateSession::Private::takeDraft(const GenerateDraft &draft)
{
    GeneratePlan result;
    spec.reset();
    plan.reset();
    coverage.reset();
    reader.reset();
    corpus.reset();
    counts = {};
    last.clear();
    corpusRead = {};
    auto read = specOfDraft(draft);
    if (!read) {
        result.problem = fromStd(read.error().message);
        return result;
    }
    auto made = PromptPlan::make(*read);
    if (!made) {
        result.problem = fromStd(made.error().message);
        return result;
    }
    spec = std::move(*read);
    plan = std::move(*made);
    coverage.emplace(*plan);
    counts.planned = plan->size();
    result.prompts = plan->size();
    result.topics = static_cast<int>(plan->topics().size());
    result.audiences = static_cast<int>(plan->audiences().size());
    result.functionNames = static_cast<int>(spec->functionNames.size());
    const Workspace root{workspace.toStdString()};
    if (const auto files = corpusFiles(root.corpora(), draft.corpus.toStdString())) {
        corpus = *files;
        const auto folder = jobOf(root, files->name(), *spec, result.begun);
        result.job = fromStd(folder.string());
        if (result.begun)
            reader.emplace(folder / answersFileName);
    } else if (!draft.corpus.isEmpty()) {
        result.problem = fromStd(files.error().message);
    }
    return result;
}

bool GenerateSession::Private::readAnswers()
{
    if (!reader)
        return false;
    bool any = false;
    // A file that cannot be read shows nothing new; the worker says why.
    [[maybe_unused]] const auto read = reader->read([&](AnswerRecord &&record) {
        any = true;
        counts.add(record);
        coverage->add(record);
        last.push_front(std::move(record));
        if (last.size() > lastAnswers)
            last.pop_back();
        return !thread.isStopping();
    });
    return any;
}

void GenerateSession::Private::readCorpus()
{
    corpusRead = std::chrono::steady_clock::now();
    if (!corpus)
        return;
    std::optional<Column> columns[4];
    const std::string_view keys[4] = {columnKey::topic, columnKey::audience, columnKey::tokens,
                                      columnKey::bytes};
    for (int i = 0; i < 4; ++i) {
        if (auto column = Column::open(corpus->column(keys[i])))
            columns[i] = std::move(*column);
    }
    const auto pointer = [&](int i) { return columns[i] ? &*columns[i] : nullptr; };
    coverage->setCorpus(pointer(0), pointer(1), pointer(2), pointer(3));
}

GenerateSession::GenerateSession(QString workspace, QString program, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->workspace = std::move(workspace);
    d->program = std::move(program);
    const auto hand = [guard = QPointer<GenerateSession>(this), this](auto function) {
        QMetaObject::invokeMethod(
            this,
            [guard, function] {
                if (guard)
                    function();
            },
            Qt::QueuedConnection);
    };
    d->thread.start([this, hand]() -> std::chrono::milliseconds {
        std::optional<GenerateDraft> draft;
        std::optional<quint64> wanted;
        bool watching = false;
        {
            const std::lock_guard guard(d->mutex);
            draft = std::exchange(d->wantedDraft, std::nullopt);
            wanted = std::exchange(d->wantedPrompt, std::nullopt);
            watching = d->watching;
        }
        bool coverageChanged = false;
        if (draft) {
            const GeneratePlan plan = d->takeDraft(*draft);
            const QString text = d->spec ? fromStd(specToml(*d->spec)) : QString();
            hand([this, plan, text, corpus = draft->corpus] {
                d->job = plan.job;
                d->planToml = text;
                d->corpusName = corpus;
                d->problem = plan.problem;
                emit planned(plan);
            });
            coverageChanged = d->plan.has_value();
            if (d->plan && !wanted)
                wanted = std::min<quint64>(d->prompt, d->plan->size() - 1);
        }
        if (wanted && d->plan) {
            d->prompt = std::min<quint64>(*wanted, d->plan->size() - 1);
            const PlannedPrompt planned = d->plan->at(d->prompt);
            const PromptPreview preview{d->prompt, fromStd(d->plan->topics()[planned.topic]),
                                        fromStd(d->plan->audiences()[planned.audience]),
                                        fromStd(planned.system), fromStd(planned.prompt)};
            hand([this, preview] { emit previewed(preview); });
        }
        if (d->plan && (draft || watching)) {
            if (d->readAnswers() || draft) {
                coverageChanged = true;
                const GenerateAnswers answers{d->counts, {d->last.begin(), d->last.end()}};
                hand([this, answers] { emit answered(answers); });
            }
            if (draft || std::chrono::steady_clock::now() - d->corpusRead > corpusPause) {
                d->readCorpus();
                coverageChanged = true;
            }
        }
        if (coverageChanged && d->coverage)
            hand([this, coverage = d->coverage->coverage()] { emit covered(coverage); });
        return watching ? std::chrono::milliseconds(watchPause) : std::chrono::hours(1);
    });
}

GenerateSession::~GenerateSession()
{
    d->thread.stop();
}

void GenerateSession::setDraft(const GenerateDraft &draft)
{
    {
        const std::lock_guard guard(d->mutex);
        d->wantedDraft = draft;
    }
    d->thread.wake();
}

void GenerateSession::showPrompt(quint64 item)
{
    {
        const std::lock_guard guard(d->mutex);
        d->wantedPrompt = item;
    }
    d->thread.wake();
}

void GenerateSession::setWatching(bool on)
{
    {
        const std::lock_guard guard(d->mutex);
        d->watching = on;
    }
    d->thread.wake();
}

void GenerateSession::start(const QString &key)
{
    if (d->process || d->planToml.isEmpty() || d->corpusName.isEmpty() || !d->problem.isEmpty()) {
        emit notStarted(d->problem.isEmpty() ? tr("It is being started") : d->problem);
        return;
    }
    auto *process = new QProcess(this);
    d->process = process;
    const QString job = d->job;
    // Through standard input too: the plan is then in no file but the job's own.
    const QStringList arguments = {
        u"synthesize"_s, u"--spec-stdin"_s, u"--key-stdin"_s, u"--detach"_s, u"--workspace"_s,
        d->workspace,    u"--corpus"_s,     d->corpusName,    u"--job"_s,    job};
    QByteArray input = key.trimmed().toUtf8() + '\n' + d->planToml.toUtf8();
    connect(process, &QProcess::finished, this,
            [this, process, job](int status, QProcess::ExitStatus exit) {
                process->deleteLater();
                d->process = nullptr;
                if (exit == QProcess::NormalExit && status == 0) {
                    emit started(job);
                    return;
                }
                QString said = QString::fromUtf8(process->readAllStandardError()).trimmed();
                said = said.section(u'\n', -1);
                if (said.startsWith(u"phi1: "_s))
                    said.remove(0, 6);
                emit notStarted(said.isEmpty() ? tr("phi1 synthesize ended without a word") : said);
            });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        process->deleteLater();
        d->process = nullptr;
        emit notStarted(tr("%1 cannot be started: %2").arg(d->program, process->errorString()));
    });
    process->start(d->program, arguments);
    process->write(input);
    process->closeWriteChannel();
    input.fill('\0');
}

} // namespace phi1
