// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/import_preview.h"

#include <mutex>
#include <optional>

#include <QPointer>

#include "core/base/json.h"
#include "core/corpora/byte_source.h"
#include "core/corpora/import/record_reader.h"
#include "core/jobs/workspace.h"
#include "views/state/worker_thread.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int recordsShown = 5;
constexpr std::size_t textShown = 64u << 10;
/// Records that may be unusable before the first good one.
constexpr int recordsTried = 200;
constexpr std::size_t fieldLineLimit = 1u << 20;

QString fromStd(const std::string &text)
{
    return QString::fromStdString(text);
}

void addNames(const Json &object, const QString &prefix, QStringList &names)
{
    for (const auto &[key, value] : object.items()) {
        const QString name = prefix + fromStd(key);
        if (value.is_object() && prefix.isEmpty())
            addNames(value, name + u'.', names);
        else
            names << name;
    }
}

/// Names of the fields of the first line that is an object.
QStringList fieldNames(const ImportFile &file)
{
    QStringList names;
    auto source = ByteSource::open(file.path);
    if (!source)
        return names;
    std::string line;
    char buffer[16384];
    while (line.size() < fieldLineLimit) {
        const auto read = (*source)->read(buffer);
        if (!read || *read == 0)
            break;
        line.append(buffer, *read);
        if (line.find('\n') != std::string::npos)
            break;
    }
    line.resize(std::min(line.size(), line.find('\n')));
    if (const auto json = parseJson(line, "the first line"); json && json->is_object())
        addNames(*json, {}, names);
    return names;
}

void readRecords(const ImportFile &file, const FieldMapping &mapping, ImportPreview &preview)
{
    auto reader = openRecords(file, mapping);
    if (!reader) {
        preview.problems << fromStd(reader.error().message);
        return;
    }
    for (int i = 0; i < recordsTried && preview.records.size() < recordsShown; ++i) {
        ImportRecord record;
        const auto found = (*reader)->next(record);
        if (!found) {
            preview.problems << fromStd(found.error().message);
            return;
        }
        if (*found == RecordReader::Found::End)
            return;
        if (*found == RecordReader::Found::Problem)
            preview.problems << ImportPreviewer::tr("line %1: %2")
                                    .arg((*reader)->line())
                                    .arg(fromStd((*reader)->problem()));
        if (*found != RecordReader::Found::Record)
            continue;
        ImportPreview::Record shown;
        shown.file = fromStd(file.inside);
        shown.line = file.kind == ImportFileKind::Document ? 0 : qint64((*reader)->line());
        shown.isCut = record.text.size() > textShown;
        shown.text =
            QByteArray(record.text.data(), qsizetype(std::min(record.text.size(), textShown)));
        shown.origin = std::move(record.origin);
        preview.records << shown;
    }
}

ImportPreview previewOf(const ImportPlan &plan)
{
    ImportPreview preview;
    FieldMapping mapping;
    for (const auto &[key, expression] : plan.fields) {
        if (const auto set = mapping.setField(QString(key + u'=' + expression).toStdString()); !set)
            preview.sentence = fromStd(set.error().message);
    }
    for (const auto &[key, text] : plan.constants) {
        if (const auto set = mapping.setConstant(key.toStdString(), text.toStdString()); !set)
            preview.sentence = fromStd(set.error().message);
    }
    std::vector<std::filesystem::path> inputs;
    for (const QString &input : plan.inputs)
        inputs.emplace_back(input.toStdString());
    std::vector<std::string> extensions;
    for (const QString &extension : plan.extensions)
        extensions.push_back(extension.toStdString());
    if (inputs.empty())
        return preview;
    const auto files = importFiles(inputs, extensions);
    if (!files) {
        preview.sentence = fromStd(files.error().message);
        return preview;
    }
    for (const ImportFile &file : *files) {
        ++preview.files;
        preview.bytes += qint64(file.size);
        preview.lineFiles += file.kind == ImportFileKind::JsonLines;
        preview.parquetFiles += file.kind == ImportFileKind::Parquet;
        preview.documents += file.kind == ImportFileKind::Document;
    }
    for (std::size_t i = 0; i < files->size() && preview.fieldNames.isEmpty(); ++i) {
        if ((*files)[i].kind == ImportFileKind::JsonLines) {
            preview.fieldNames = fieldNames((*files)[i]);
            break;
        }
    }
    if (!preview.sentence.isEmpty())
        return preview;
    for (std::size_t i = 0; i < files->size() && i < std::size_t(recordsTried) &&
                            preview.records.size() < recordsShown;
         ++i)
        readRecords((*files)[i], mapping, preview);
    return preview;
}

ImportHistory historyOf(const QString &workspace, const QString &corpus)
{
    ImportHistory history;
    history.corpus = corpus;
    if (corpus.isEmpty())
        return history;
    const auto files =
        corpusFiles(Workspace{workspace.toStdString()}.corpora(), corpus.toStdString());
    if (!files) {
        history.sentence = fromStd(files.error().message);
        return history;
    }
    const auto store = SampleStore::open(*files);
    if (!store) {
        if (store.error().code != ErrorCode::NotFound)
            history.sentence = fromStd(store.error().message);
        return history;
    }
    const auto inputs = store->inputs();
    const auto problems = store->problems();
    const auto count = store->problemCount();
    if (!inputs || !problems || !count) {
        history.sentence = fromStd((!inputs     ? inputs.error()
                                    : !problems ? problems.error()
                                                : count.error())
                                       .message);
        return history;
    }
    history.inputs = *inputs;
    history.problems = *problems;
    history.problemCount = *count;
    return history;
}

} // namespace

QStringList ImportPlan::arguments() const
{
    QStringList list = {u"import"_s};
    list << inputs;
    for (const auto &[key, expression] : fields)
        list << u"--field"_s << key + u'=' + expression;
    for (const auto &[key, text] : constants)
        list << u"--"_s + key << text;
    for (const QString &extension : extensions)
        list << u"--extension"_s << extension;
    return list;
}

struct ImportPreviewer::Private {
    QString workspace;
    std::mutex mutex;
    std::optional<ImportPlan> plan;
    std::optional<QString> corpus;
    WorkerThread thread;
};

ImportPreviewer::ImportPreviewer(QString workspace, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->workspace = std::move(workspace);
    const auto hand = [guard = QPointer<ImportPreviewer>(this), this](auto function) {
        QMetaObject::invokeMethod(
            this,
            [guard, function] {
                if (guard)
                    function();
            },
            Qt::QueuedConnection);
    };
    d->thread.start([this, hand] {
        std::optional<ImportPlan> plan;
        std::optional<QString> corpus;
        {
            const std::lock_guard guard(d->mutex);
            plan = std::exchange(d->plan, std::nullopt);
            corpus = std::exchange(d->corpus, std::nullopt);
        }
        if (plan) {
            const ImportPreview preview = previewOf(*plan);
            hand([this, plan = *plan, preview] { emit previewed(plan, preview); });
        }
        if (corpus) {
            const ImportHistory history = historyOf(d->workspace, *corpus);
            hand([this, history] { emit historyRead(history); });
        }
        return std::chrono::hours(1);
    });
}

ImportPreviewer::~ImportPreviewer()
{
    d->thread.stop();
}

void ImportPreviewer::preview(const ImportPlan &plan)
{
    {
        const std::lock_guard guard(d->mutex);
        d->plan = plan;
    }
    d->thread.wake();
}

void ImportPreviewer::history(const QString &corpus)
{
    {
        const std::lock_guard guard(d->mutex);
        d->corpus = corpus;
    }
    d->thread.wake();
}

} // namespace phi1
