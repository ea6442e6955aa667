// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/new_run_form.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "core/runs/field_text.h"
#include "views/format/number_text.h"
#include "views/newrun/counted.h"
#include "views/newrun/data_section.h"
#include "views/newrun/form_section.h"
#include "views/newrun/key_field.h"
#include "views/newrun/prompt_list.h"
#include "views/newrun/run_composer.h"
#include "views/newrun/run_forecast.h"
#include "views/newrun/wide_row.h"
#include "views/theme/theme.h"
#include "views/widgets/form_field.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString quoted(const QString &text)
{
    return u'"' % text % u'"';
}

QVector<KeyField::Choice> keepChoices()
{
    QVector<KeyField::Choice> choices = {
        {NewRunForm::tr("Newest and best"), u"1"_s},
    };
    for (const int count : {2, 3, 4, 5, 6, 8, 10, 13, 15, 20, 30, 50, 100})
        choices.append({NewRunForm::tr("Last %1 and best").arg(count), QString::number(count)});
    choices.append({NewRunForm::tr("All"), u"0"_s});
    return choices;
}

} // namespace

NewRunForm::NewRunForm(RunComposer &composer, const QString &workspace, QWidget *parent)
    : QWidget(parent)
    , m_composer(composer)
    , m_columns(new QHBoxLayout(this))
    , m_left(new QVBoxLayout)
    , m_right(new QVBoxLayout)
    , m_rightHolder(new QWidget)
{
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(0);
    for (QVBoxLayout *column : {m_left, m_right}) {
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
    }
    m_columns->addLayout(m_left, 1);
    m_rightHolder->setLayout(m_right);
    m_columns->addWidget(m_rightHolder, 1);
    m_rightHolder->setVisible(false);

    FormSection *section = addSection(tr("Data"));
    m_data = new DataSection(composer, workspace);
    section->add(m_data);
    m_fields += m_data->fields();
    connect(m_data, &DataSection::restoreRequested, this, &NewRunForm::restoreRequested);
    buildSchedule();
    buildOptimizer();
    buildChecks();
    buildHardware();
    buildAdvanced();
    setTwoColumns(true); // arranges once
    setTwoColumns(false);
    refresh();
}

FormSection *NewRunForm::addSection(const QString &title, bool foldable)
{
    auto *section = new FormSection(title, foldable, this);
    m_sections.append(section);
    return section;
}

KeyField *NewRunForm::addField(FormSection *section, KeyField *field)
{
    section->add(field->row());
    m_fields.append(field);
    connect(field, &KeyField::restoreRequested, this, &NewRunForm::restoreRequested);
    return field;
}

KeyField *NewRunForm::entry(FormSection *section, const QString &key, const QString &label,
                            const QString &unit)
{
    KeyField *added = addField(section, KeyField::entry(m_composer, key, label, this));
    if (!unit.isEmpty())
        added->row()->setSuffix(unit);
    return added;
}

void NewRunForm::buildSchedule()
{
    FormSection *section = addSection(tr("Schedule"));
    entry(section, u"training.steps"_s, tr("Steps"));
    entry(section, u"training.batch_size"_s, tr("Sequences per step"));
    entry(section, u"training.micro_batch_size"_s, tr("Micro-batch"));
    entry(section, u"training.learning_rate"_s, tr("Highest learning rate"));
    entry(section, u"training.warmup_steps"_s, tr("Warm-up steps"));
    addField(section, KeyField::choice(m_composer, u"training.schedule"_s, tr("Decay"),
                                       {{tr("Linear"), quoted(u"linear"_s)},
                                        {tr("Cosine"), quoted(u"cosine"_s)},
                                        {tr("Constant"), quoted(u"constant"_s)}},
                                       this));
}

void NewRunForm::buildOptimizer()
{
    FormSection *section = addSection(tr("Optimizer"));
    entry(section, u"training.weight_decay"_s, tr("Weight decay"));
    addField(section, KeyField::pair(m_composer, u"training.beta1"_s, u"training.beta2"_s,
                                     tr("Adam β₁, β₂"), this));
    entry(section, u"training.gradient_clip"_s, tr("Clip gradient norm at"));
    entry(section, u"training.dropout"_s, tr("Dropout"));
    entry(section, u"training.seed"_s, tr("Seed"));
}

void NewRunForm::buildChecks()
{
    FormSection *section = addSection(tr("Checks and checkpoints"));
    entry(section, u"evaluation.every"_s, tr("Validate every"), tr("steps"));
    entry(section, u"checkpoint.every"_s, tr("Checkpoint every"), tr("steps"));
    addField(section,
             KeyField::choice(m_composer, u"checkpoint.keep"_s, tr("Keep"), keepChoices(), this));
    m_prompts = new PromptList;
    m_promptsRow = new WideRow(tr("Prompts to complete"), m_prompts, this);
    section->add(m_promptsRow);
    connect(m_prompts, &PromptList::edited, this, [this](const QStringList &prompts) {
        RunConfig config;
        for (const QString &prompt : prompts)
            config.probes.prompts.push_back(prompt.toStdString());
        const QString toml = QString::fromStdString(fieldText(runField(config, "probes.prompts")));
        RunConfig preset = m_composer.draft().presetConfig();
        if (preset.probes.prompts == config.probes.prompts)
            m_composer.unset(u"probes.prompts"_s);
        else
            m_composer.set(u"probes.prompts"_s, toml);
    });
}

void NewRunForm::buildHardware()
{
    FormSection *section = addSection(tr("Hardware"));
    addField(section, KeyField::choice(m_composer, u"hardware.devices"_s, tr("Run on"), {}, this));
    addField(section, KeyField::choice(m_composer, u"hardware.dtype"_s, tr("Precision"),
                                       {{tr("Automatic"), quoted(u"auto"_s)},
                                        {u"bfloat16"_s, quoted(u"bfloat16"_s)},
                                        {u"float32"_s, quoted(u"float32"_s)}},
                                       this));
    entry(section, u"hardware.threads"_s, tr("CPU threads"));
    addField(section,
             KeyField::choice(m_composer, u"hardware.recompute"_s, tr("Activations"),
                              {{tr("Keep"), u"false"_s}, {tr("Recompute"), u"true"_s}}, this));
    m_order = new QComboBox;
    m_order->addItem(tr("When it is free"), static_cast<int>(StartOrder::Now));
    m_order->addItem(tr("In the queue"), static_cast<int>(StartOrder::Queued));
    m_order->addItem(tr("Beside others"), static_cast<int>(StartOrder::Shared));
    m_orderRow = new FormField(tr("Begins"), m_order, this);
    m_orderRow->setPaperVisible(false);
    m_order->setObjectName(u"order"_s);
    m_order->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    section->add(m_orderRow);
    connect(m_order, &QComboBox::activated, this, [this](int index) {
        m_composer.setOrder(static_cast<StartOrder>(m_order->itemData(index).toInt()));
    });
    setMachine({});
}

void NewRunForm::buildAdvanced()
{
    m_model = addSection(tr("Model"), true);
    entry(m_model, u"model.layers"_s, tr("Layers"));
    entry(m_model, u"model.hidden"_s, tr("Width"));
    entry(m_model, u"model.heads"_s, tr("Heads"));
    entry(m_model, u"model.mlp"_s, tr("Width of the MLP"));
    entry(m_model, u"model.context"_s, tr("Sequence length"), tr("tokens"));
    entry(m_model, u"model.rotary"_s, tr("Rotated dimensions"));
    entry(m_model, u"model.vocabulary"_s, tr("Vocabulary"));

    FormSection *section = addSection(tr("Advanced"), true);
    section->setAside(tr("final rate, ε, tokenizer, seeds, what is checked"));
    entry(section, u"training.final_learning_rate"_s, tr("Final learning rate"));
    entry(section, u"training.epsilon"_s, tr("Adam ε"));
    entry(section, u"evaluation.sequences"_s, tr("Validation sequences"));
    entry(section, u"probes.every"_s, tr("Complete prompts every"), tr("steps"));
    entry(section, u"probes.heads"_s, tr("Follow heads"));
    entry(section, u"data.seed"_s, tr("Seed of made text"));
    entry(section, u"data.tokenizer"_s, tr("Tokenizer folder"));
}

void NewRunForm::setMachine(const MachineLoad &load)
{
    QVector<KeyField::Choice> choices = {
        {tr("Automatic"), u"[\"auto\"]"_s},
        {tr("CPU"), u"[\"cpu\"]"_s},
    };
    for (const GpuLoad &gpu : load.gpus)
        choices.append({tr("GPU %1").arg(gpu.index), u"[\"cuda:%1\"]"_s.arg(gpu.index)});
    field(u"hardware.devices"_s)->setChoices(choices);
}

void NewRunForm::setTwoColumns(bool two)
{
    if (two == m_two && m_left->count() > 0)
        return;
    m_two = two;
    for (qsizetype i = 0; i < m_sections.size(); ++i) {
        FormSection *section = m_sections[i];
        m_left->removeWidget(section);
        m_right->removeWidget(section);
    }
    while (QLayoutItem *item = m_left->takeAt(0))
        delete item;
    while (QLayoutItem *item = m_right->takeAt(0))
        delete item;
    // Data, schedule, model on the left; optimizer, checks, hardware, the rest on the right.
    const QVector<int> left = {0, 1, 5};
    for (qsizetype i = 0; i < m_sections.size(); ++i) {
        QVBoxLayout *column = two && !left.contains(static_cast<int>(i)) ? m_right : m_left;
        m_sections[i]->setLineVisible(column->count() > 0 || !two);
        column->addWidget(m_sections[i]);
        m_sections[i]->setVisible(true);
    }
    m_left->addStretch(1);
    m_right->addStretch(1);
    m_rightHolder->setVisible(two);
    // There is room for everything.
    for (FormSection *section : std::as_const(m_sections))
        section->setFolded(!two);
}

KeyField *NewRunForm::field(const QString &key) const
{
    for (KeyField *field : m_fields) {
        if (field->keys().contains(key))
            return field;
    }
    return nullptr;
}

KeyField *NewRunForm::fieldOf(const QWidget *widget) const
{
    for (KeyField *field : m_fields) {
        if (widget && (field->row() == widget || field->row()->isAncestorOf(widget)))
            return field;
    }
    return nullptr;
}

void NewRunForm::revealSection(int index)
{
    if (index >= 0 && index < m_sections.size())
        m_sections[index]->reveal();
}

void NewRunForm::revealKey(const QString &key)
{
    KeyField *wanted = field(key);
    if (!wanted)
        return;
    for (FormSection *section : std::as_const(m_sections)) {
        if (section->isAncestorOf(wanted->row()))
            section->setFolded(false);
    }
    wanted->row()->editor()->setFocus(Qt::OtherFocusReason);
}

void NewRunForm::refresh()
{
    for (KeyField *field : std::as_const(m_fields))
        field->refresh();
    m_data->refresh();
    QStringList prompts;
    for (const std::string &prompt : m_composer.config().probes.prompts)
        prompts.append(QString::fromStdString(prompt));
    m_prompts->setPrompts(prompts);
    m_promptsRow->setError(m_composer.error(u"probes.prompts"_s));
    m_order->setCurrentIndex(m_order->findData(static_cast<int>(m_composer.order())));
    const RunConfig::Model &model = m_composer.config().model;
    m_model->setAside(tr("%1 layers, %2 wide, %3 heads, sequences of %4")
                          .arg(grouped(model.layers), grouped(model.hidden), grouped(model.heads),
                               grouped(model.context)));
    if (KeyField *batch = field(u"training.batch_size"_s))
        batch->row()->setSuffix(u"× "_s % grouped(model.context));
}

void NewRunForm::say(const QString &key, const QString &consequence)
{
    if (KeyField *found = field(key))
        found->row()->setConsequence(consequence);
}

void NewRunForm::show(const RunForecast &forecast)
{
    m_data->show(forecast);
    const RunConfig &config = m_composer.config();
    const RunConfig::Training &training = config.training;
    const TokenPlan &tokens = forecast.tokens;
    say(u"training.steps"_s,
        tokens.available > 0
            ? tr("%1 tokens, %2 epochs").arg(siNumber(tokens.total), significant(tokens.epochs))
            : tr("%1 tokens").arg(siNumber(tokens.total)));
    say(u"training.batch_size"_s,
        tr("%1 tokens per step").arg(siNumber(static_cast<double>(tokens.perStep))));
    const std::int64_t parts =
        training.microBatchSize > 0 ? training.batchSize / training.microBatchSize : 1;
    say(u"training.micro_batch_size"_s,
        parts > 1 ? tr("%1 accumulation steps").arg(grouped(parts)) : tr("the whole step at once"));
    say(u"training.warmup_steps"_s,
        tr("%1 of the run")
            .arg(percent(static_cast<double>(training.warmupSteps) /
                         static_cast<double>(std::max<std::int64_t>(1, training.steps)))));
    say(u"training.schedule"_s,
        training.schedule == "constant" ? tr("stays at the highest")
        : training.finalLearningRate == 0.0
            ? tr("to 0 at the last step")
            : tr("to %1 at the last step").arg(learningRate(training.finalLearningRate)));
    say(u"training.weight_decay"_s, tr("not on biases and LayerNorm"));
    say(u"training.gradient_clip"_s,
        training.gradientClip == 0.0 ? tr("never clipped") : QString());
    say(u"training.dropout"_s,
        training.dropout > 0 && (forecast.device.gpu || forecast.device.bfloat16)
            ? tr("attention is computed in full, which is slower")
            : QString());
    say(u"training.final_learning_rate"_s,
        training.schedule == "constant" ? tr("not used by a constant rate") : QString());
    const std::int64_t every = config.evaluation.every;
    say(u"evaluation.every"_s,
        every > 0 ? tr("%1 checks, %2 tokens each")
                        .arg(grouped((training.steps + every - 1) / every),
                             siNumber(static_cast<double>(config.evaluation.sequences *
                                                          config.model.context)))
                  : tr("only at the end"));
    const CheckpointPlan &plan = forecast.checkpoints;
    say(u"checkpoint.every"_s, config.checkpoint.every > 0
                                   ? counted(plan.written, tr("1 checkpoint"), tr("%1 checkpoints"))
                                   : tr("only at the end"));
    say(u"checkpoint.keep"_s,
        plan.kept < plan.written
            ? tr("%1 instead of %2").arg(bytes(plan.bytesKept()), bytes(plan.bytesWritten()))
            : bytes(plan.bytesKept()));
    say(u"model.layers"_s,
        tr("%1 parameters").arg(siNumber(static_cast<double>(forecast.parameters.total()))));
    const std::int64_t heads = std::max<std::int64_t>(1, config.model.heads);
    say(u"model.heads"_s, tr("%1 dimensions each").arg(grouped(config.model.hidden / heads)));
    say(u"model.vocabulary"_s, tr("%1 parameters in embedding and head")
                                   .arg(siNumber(static_cast<double>(forecast.parameters.embedding +
                                                                     forecast.parameters.head))));
    say(u"probes.every"_s, config.probes.every == 0 ? tr("with each validation") : QString());
    say(u"probes.heads"_s, tr("layer.head, kept in run.toml"));
    m_orderRow->setConsequence(m_composer.order() == StartOrder::Now
                                   ? tr("as soon as its device is free, before what waits")
                               : m_composer.order() == StartOrder::Queued
                                   ? tr("behind what waits already")
                                   : tr("at once, beside what runs on its device"));
    say(u"data.tokenizer"_s, config.data.tokenizer.empty() ? tr("that of the data") : QString());
    showHardware(forecast);
}

void NewRunForm::showHardware(const RunForecast &forecast)
{
    const RunConfig &config = m_composer.config();
    const TargetDevice &device = forecast.device;
    say(u"hardware.devices"_s, device.memoryTotal > 0
                                   ? tr("%1, %2").arg(device.name, bytes(device.memoryTotal))
                                   : device.name);
    KeyField *precision = field(u"hardware.dtype"_s);
    const QString type = device.bfloat16 ? u"bfloat16"_s : u"float32"_s;
    precision->row()->setConsequence(
        config.hardware.dtype == "auto" ? tr("%1 on this device").arg(type)
        : device.bfloat16               ? tr("same range as float32; no loss scaling")
                                        : QString());
    if (config.hardware.dtype == "float16")
        precision->row()->setError(device.problem);
    say(u"hardware.threads"_s,
        config.hardware.threads == 0 ? tr("one per core: %1").arg(device.threads) : QString());
    RunConfig other = config;
    other.hardware.recompute = !config.hardware.recompute;
    const MemoryEstimate with = estimateMemory(other, device.compute());
    const quint64 saved = std::max(with.activations, forecast.memory.activations) -
                          std::min(with.activations, forecast.memory.activations);
    say(u"hardware.recompute"_s, config.hardware.recompute
                                     ? tr("saves %1, a third more work").arg(bytes(saved))
                                     : tr("recomputing would save %1").arg(bytes(saved)));
}

} // namespace phi1
