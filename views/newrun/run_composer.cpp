// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/run_composer.h"

#include <QDir>

#include "core/runs/checkpoint_shape.h"
#include "core/runs/field_text.h"
#include "core/runs/paper_values.h"
#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString fromStd(const std::string &text)
{
    return QString::fromStdString(text);
}

QString textOf(RunConfig config, const QString &key)
{
    return fromStd(fieldText(runField(config, key.toStdString())));
}

/// What "back to the paper" leaves alone: which text, which checkpoint and which machine.
bool isOfTheRun(const QString &key)
{
    return key == "data.train"_L1 || key == "data.validation"_L1 || key == "data.tokenizer"_L1 ||
           key == "training.init_from"_L1 || key.startsWith("hardware."_L1) ||
           key.startsWith("probes."_L1);
}

bool isList(const QString &key)
{
    return key == "probes.heads"_L1;
}

bool isText(const QString &key)
{
    RunConfig config;
    return std::holds_alternative<std::string *>(runField(config, key.toStdString()).value);
}

/// Short names for a suggested folder name.
QString shortKey(const QString &key)
{
    static const QHash<QString, QString> names = {
        {u"training.learning_rate"_s, u"lr"_s},   {u"training.batch_size"_s, u"batch"_s},
        {u"training.steps"_s, u"steps"_s},        {u"training.dropout"_s, u"dropout"_s},
        {u"training.weight_decay"_s, u"decay"_s}, {u"training.warmup_steps"_s, u"warmup"_s},
        {u"training.seed"_s, u"seed"_s},          {u"training.schedule"_s, QString()},
        {u"model.layers"_s, u"layers"_s},         {u"model.hidden"_s, u"width"_s},
    };
    return names.value(key, u"?"_s);
}

} // namespace

QString shownValue(const QString &key, const QString &toml)
{
    if (isList(key)) {
        QString words = toml;
        return words.remove(u'[').remove(u']').remove(u'"');
    }
    RunConfig config;
    const RunField field = runField(config, key.toStdString());
    bool isNumber = false;
    if (std::holds_alternative<std::int64_t *>(field.value)) {
        const qint64 count = toml.toLongLong(&isNumber);
        return isNumber ? grouped(count) : toml;
    }
    if (std::holds_alternative<double *>(field.value)) {
        const double number = toml.toDouble(&isNumber);
        if (!isNumber)
            return toml;
        if (key.endsWith("learning_rate"_L1))
            return learningRate(number);
        return fromStd(tomlText(number)); // 1.0, as it is written
    }
    if (toml.size() >= 2 && toml.startsWith(u'"') && toml.endsWith(u'"'))
        return toml.mid(1, toml.size() - 2);
    return toml;
}

QString tomlFromTyped(const QString &key, const QString &text)
{
    QString plain = text.trimmed();
    if (isList(key)) {
        QStringList quoted;
        const QStringList words = plain.split(u',', Qt::SkipEmptyParts);
        for (const QString &word : words)
            quoted.append(fromStd(tomlText(word.trimmed().toStdString())));
        return u'[' % quoted.join(u", "_s) % u']';
    }
    if (isText(key))
        return fromStd(tomlText(plain.toStdString()));
    plain.remove(QChar(thinSpace)).remove(QChar(unitSpace)).remove(QChar::Nbsp).remove(u' ');
    return plain;
}

RunComposer::RunComposer(QObject *parent)
    : QObject(parent)
{}

QString RunComposer::shape() const
{
    return fromStd(presetShape(m_state.draft.preset()));
}

void RunComposer::setState(const State &state)
{
    m_state = state;
    emit changed();
}

void RunComposer::startFrom(const QString &preset)
{
    m_state.draft = RunDraft(preset.toStdString());
    m_state.origin.clear();
    m_state.name.clear();
    emit changed();
}

void RunComposer::startFrom(const RunConfig &config, const QString &origin)
{
    m_state.draft = RunDraft::of(config);
    m_state.origin = origin;
    m_state.name.clear();
    emit changed();
}

void RunComposer::pretrain()
{
    startFrom(shape());
}

QString RunComposer::finetuneFrom(const QString &path)
{
    QString problem;
    QString presetName = shape();
    const std::filesystem::path folder = path.toStdString();
    // A checkpoint lies in RUN/checkpoints/step-N.
    std::optional<RunRecord> source;
    for (const std::filesystem::path &run : {folder, folder.parent_path().parent_path()}) {
        if (const Result<RunRecord> record = readRunRecord(run); record && !source)
            source = *record;
    }
    if (source && presetText(presetFor(source->config.model.preset, true)))
        presetName = fromStd(source->config.model.preset);
    RunDraft draft(presetFor(presetName.toStdString(), true));
    draft.set("training.init_from", tomlText(path.toStdString()));
    if (const Result<RunConfig::Model> found = checkpointShape(folder)) {
        RunConfig wanted = draft.presetConfig();
        RunConfig preset = draft.presetConfig();
        wanted.model = *found;
        // A model trained on shorter sequences than it could take is finetuned on such again.
        wanted.model.context = source ? source->config.model.context : found->context;
        for (const RunField &field : runFields(wanted)) {
            if (field.name.starts_with("model.") && field.name != "model.preset" &&
                fieldText(field) != fieldText(runField(preset, field.name)))
                draft.set(field.name, fieldText(field));
        }
    } else {
        problem = fromStd(found.error().message);
    }
    m_state.draft = std::move(draft);
    m_state.origin.clear();
    m_state.name.clear();
    emit changed();
    return problem;
}

void RunComposer::set(const QString &key, const QString &toml)
{
    if (typed(key) == toml && m_state.draft.isSet(key.toStdString()))
        return;
    const std::string name = key.toStdString();
    m_state.draft.set(name, toml.toStdString());
    RunConfig preset = m_state.draft.presetConfig();
    // The preset's own value is not a change, unless the preset would bend without it.
    if (m_state.draft.isValid() && fromStd(fieldText(runField(preset, name))) == value(key)) {
        RunDraft without = m_state.draft;
        without.unset(name);
        if (without.isValid() && without.config() == m_state.draft.config())
            m_state.draft = std::move(without);
    }
    emit changed();
}

void RunComposer::unset(const QString &key)
{
    m_state.draft.unset(key.toStdString());
    emit changed();
}

QString RunComposer::value(const QString &key) const
{
    return textOf(config(), key);
}

QString RunComposer::typed(const QString &key) const
{
    const auto &values = m_state.draft.values();
    const auto found = values.find(key.toStdString());
    return found == values.end() ? QString() : fromStd(found->second);
}

QString RunComposer::error(const QString &key) const
{
    const auto &errors = m_state.draft.errors();
    const auto found = errors.find(key.toStdString());
    return found == errors.end() ? QString() : fromStd(found->second);
}

bool RunComposer::isInPaper() const
{
    return phi1::isInPaper(m_state.draft.preset());
}

ReferenceValue RunComposer::reference(const QString &key) const
{
    if (!isInPaper()) {
        if (isOfTheRun(key))
            return {};
        const QString toml = textOf(m_state.draft.presetConfig(), key);
        return {shownValue(key, toml), toml};
    }
    const std::optional<PaperValue> paper = paperValue(m_state.draft.preset(), key.toStdString());
    if (!paper)
        return {};
    const QString toml = fromStd(paper->value);
    return {paper->words.empty() ? shownValue(key, toml) : fromStd(paper->words), toml};
}

bool RunComposer::differs(const QString &key) const
{
    const ReferenceValue wanted = reference(key);
    return !wanted.toml.isEmpty() && wanted.toml != value(key) && error(key).isEmpty();
}

QStringList RunComposer::differingKeys() const
{
    QStringList keys;
    RunConfig scratch;
    for (const RunField &field : runFields(scratch)) {
        const QString key = fromStd(field.name);
        if (key != "model.preset"_L1 && differs(key))
            keys.append(key);
    }
    return keys;
}

void RunComposer::restore(const QString &key)
{
    const ReferenceValue wanted = reference(key);
    m_state.draft.unset(key.toStdString());
    if (!wanted.toml.isEmpty() && wanted.toml != value(key))
        m_state.draft.set(key.toStdString(), wanted.toml.toStdString());
    emit changed();
}

void RunComposer::restoreAll()
{
    std::vector<std::string> keys;
    for (const auto &[key, value] : m_state.draft.values()) {
        // With a checkpoint the shape is the checkpoint's.
        const bool shapeOfCheckpoint =
            key.starts_with("model.") && !config().training.initFrom.empty();
        if (!isOfTheRun(fromStd(key)) && !shapeOfCheckpoint)
            keys.push_back(key);
    }
    for (const std::string &key : keys)
        m_state.draft.unset(key);
    m_state.origin.clear();
    emit changed();
}

QString RunComposer::name() const
{
    return m_state.name.isEmpty() ? suggestedName() : m_state.name;
}

QString RunComposer::suggestedName() const
{
    QString base = shape();
    if (base.startsWith("phi-1-"_L1))
        base.remove(0, 6);
    if (finetunes())
        base += "-finetune"_L1;
    int parts = 0;
    for (const ChangedKey &change : changedKeys()) {
        const QString key = shortKey(change.key);
        if (key == u"?" || !error(change.key).isEmpty() || ++parts > 2)
            continue;
        QString text = change.value;
        base += u'-' % key % text.remove(u'"').remove(u'+');
    }
    QString candidate = base;
    for (int number = 2; m_taken.contains(candidate); ++number)
        candidate = base % u'-' % QString::number(number);
    return candidate;
}

void RunComposer::setName(const QString &name)
{
    if (name == m_state.name || (m_state.name.isEmpty() && name == suggestedName()))
        return;
    m_state.name = name;
    emit changed();
}

void RunComposer::setTakenNames(const QStringList &names)
{
    if (names == m_taken)
        return;
    m_taken = names;
    emit changed();
}

void RunComposer::setTags(const QStringList &tags)
{
    if (tags == m_state.tags)
        return;
    m_state.tags = tags;
    emit changed();
}

void RunComposer::setOrder(StartOrder order)
{
    if (order == m_state.order)
        return;
    m_state.order = order;
    emit changed();
}

QVariantMap RunComposer::toMap() const
{
    QVariantMap values;
    for (const auto &[key, value] : m_state.draft.values())
        values.insert(fromStd(key), fromStd(value));
    return {{u"preset"_s, fromStd(m_state.draft.preset())},
            {u"values"_s, values},
            {u"origin"_s, m_state.origin},
            {u"name"_s, m_state.name},
            {u"tags"_s, m_state.tags},
            {u"order"_s, static_cast<int>(m_state.order)}};
}

void RunComposer::fromMap(const QVariantMap &map)
{
    const std::string preset = map.value(u"preset"_s).toString().toStdString();
    if (!presetText(preset))
        return;
    State state;
    state.draft = RunDraft(preset);
    RunConfig scratch;
    const QVariantMap values = map.value(u"values"_s).toMap();
    for (const RunField &field : runFields(scratch)) {
        const auto found = values.constFind(fromStd(field.name));
        if (found != values.constEnd() && field.name != "model.preset")
            state.draft.set(field.name, found->toString().toStdString());
    }
    state.origin = map.value(u"origin"_s).toString();
    state.name = map.value(u"name"_s).toString();
    state.tags = map.value(u"tags"_s).toStringList();
    const int order = map.value(u"order"_s).toInt();
    if (order >= static_cast<int>(StartOrder::Now) && order <= static_cast<int>(StartOrder::Shared))
        state.order = static_cast<StartOrder>(order);
    setState(state);
}

QStringList RunComposer::arguments() const
{
    QStringList arguments = {u"train"_s, fromStd(m_state.draft.preset())};
    for (const std::string &assignment : m_state.draft.overrides())
        arguments << u"--set"_s << fromStd(assignment);
    return arguments;
}

QString RunComposer::command(const QString &runFolder, bool brokenLines) const
{
    QString folder = runFolder;
    if (const QString home = QDir::homePath(); folder.startsWith(home % u'/'))
        folder = u'~' % folder.mid(home.size());
    const QString separator = brokenLines ? u" \\\n  "_s : u" "_s;
    QString text = "phi1 train "_L1 % fromStd(m_state.draft.preset()) % separator % "--run "_L1 %
                   fromStd(shellQuoted(folder.toStdString()));
    for (const std::string &assignment : m_state.draft.overrides())
        text += separator % "--set "_L1 % fromStd(shellQuoted(assignment));
    return text;
}

QString RunComposer::toml() const
{
    return fromStd(configurationToml(config()));
}

QVector<RunComposer::ChangedKey> RunComposer::changedKeys() const
{
    QVector<ChangedKey> changes;
    for (const std::string &assignment : m_state.draft.overrides()) {
        const QString text = fromStd(assignment);
        const qsizetype equals = text.indexOf(u'=');
        const QString key = text.left(equals);
        changes.append({key, text.mid(equals + 1), textOf(m_state.draft.presetConfig(), key)});
    }
    return changes;
}

} // namespace phi1
