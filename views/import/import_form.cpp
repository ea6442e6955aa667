// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import/import_form.h"

#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/form_field.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int labelWidth = 104, editorWidth = 230;
constexpr qsizetype valueShown = 80;

QString valueOf(const ImportPreview::Record &record, const QString &key)
{
    const SampleOrigin &origin = record.origin;
    const QMap<QString, const std::string *> members = {
        {u"title"_s, &origin.title},       {u"source"_s, &origin.source},
        {u"kind"_s, &origin.kind},         {u"topic"_s, &origin.topic},
        {u"audience"_s, &origin.audience}, {u"licence"_s, &origin.licence},
        {u"prompt"_s, &origin.prompt},     {u"generator"_s, &origin.generator},
        {u"settings"_s, &origin.settings}, {u"path"_s, &origin.path},
        {u"id"_s, &origin.externalId}};
    QString value = key == u"text"_s ? QString::fromUtf8(record.text.left(4 * valueShown))
                                     : QString::fromStdString(*members.value(key, &origin.input));
    value = value.left(valueShown).simplified();
    return value;
}

} // namespace

ImportForm::ImportForm(QWidget *parent)
    : QWidget(parent)
    , m_chips(new QWidget)
    , m_flow(new FlowLayout(m_chips))
    , m_hint(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_corpus(new QComboBox)
    , m_extensions(new QLineEdit)
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new SectionTitle(tr("What to import")));
    auto *buttons = new QHBoxLayout;
    auto *files = new ActionButton(tr("Add files…"), u"plus"_s);
    auto *folder = new ActionButton(tr("Add folder…"), u"folder"_s);
    buttons->addWidget(files);
    buttons->addWidget(folder);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_hint->setText(tr("JSON Lines (also .gz, .zst), Parquet, or files of which each is one "
                       "sample; drop them anywhere on this page"));
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);
    layout->addWidget(m_chips);
    m_corpus->setEditable(true);
    m_corpus->setInsertPolicy(QComboBox::NoInsert);
    m_corpus->lineEdit()->setPlaceholderText(tr("name of a new corpus"));
    auto *corpusField = new FormField(tr("Into corpus"), m_corpus);
    m_extensions->setPlaceholderText(tr("all, or: py md"));
    auto *extensionField = new FormField(tr("Only files"), m_extensions);
    extensionField->setConsequence(tr("of folders, by their endings"));
    for (FormField *field : {corpusField, extensionField}) {
        field->setPaperVisible(false);
        field->setColumnWidths(labelWidth, editorWidth, 0);
        layout->addWidget(field);
    }

    layout->addWidget(new SectionTitle(tr("Fields of a record")));
    auto *rule = new TextLabel(
        tr("A name, a dotted name, or several joined by +: context+prompt+completion. Empty: "
           "guessed."),
        Theme::Font::Small, Theme::Token::Text3);
    rule->setWordWrap(true);
    layout->addWidget(rule);
    for (const auto &[key, label] : {std::pair{u"text"_s, tr("Text")},
                                     {u"title"_s, tr("Title")},
                                     {u"source"_s, tr("Source")},
                                     {u"kind"_s, tr("Kind")},
                                     {u"topic"_s, tr("Topic")},
                                     {u"audience"_s, tr("Audience")},
                                     {u"licence"_s, tr("Licence")},
                                     {u"generator"_s, tr("Generator")},
                                     {u"prompt"_s, tr("Prompt")},
                                     {u"id"_s, tr("Identifier")}})
        layout->addWidget(addField(key, label, false));
    layout->addWidget(new SectionTitle(tr("The same for all records")));
    for (const auto &[key, label] : {std::pair{u"source"_s, tr("Source")},
                                     {u"kind"_s, tr("Kind")},
                                     {u"licence"_s, tr("Licence")},
                                     {u"generator"_s, tr("Generator")}})
        layout->addWidget(addField(key, label, true));
    layout->addStretch(1);
    Theme::instance().follow(this, [layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16));
        layout->setSpacing(theme.px(8));
    });
    connect(files, &QPushButton::clicked, this, &ImportForm::chooseFiles);
    connect(folder, &QPushButton::clicked, this, &ImportForm::chooseFolder);
    connect(m_corpus, &QComboBox::currentTextChanged, this,
            [this] { emit corpusChanged(corpus()); });
    connect(m_extensions, &QLineEdit::textChanged, this, &ImportForm::planChanged);
    rebuildInputs();
}

FormField *ImportForm::addField(const QString &key, const QString &label, bool constant)
{
    auto *edit = new QLineEdit;
    edit->setPlaceholderText(constant ? tr("as the record says") : tr("guessed"));
    edit->setFont(Theme::instance().font(Theme::Font::Code));
    auto *field = new FormField(label, edit);
    edit->setAccessibleName(constant ? tr("%1 of all records").arg(label)
                                     : tr("Field of %1").arg(label));
    field->setPaperVisible(false);
    field->setColumnWidths(labelWidth, editorWidth, 0);
    (constant ? m_constants : m_rules).insert(key, edit);
    (constant ? m_constantOrder : m_ruleOrder) << key;
    if (!constant)
        m_fields.insert(key, field);
    connect(edit, &QLineEdit::textChanged, this, &ImportForm::planChanged);
    return field;
}

ImportPlan ImportForm::plan() const
{
    ImportPlan plan;
    plan.inputs = m_inputs;
    for (const QString &key : m_ruleOrder) {
        if (const QString text = m_rules[key]->text().trimmed(); !text.isEmpty())
            plan.fields.append({key, text});
    }
    for (const QString &key : m_constantOrder) {
        if (const QString text = m_constants[key]->text().trimmed(); !text.isEmpty())
            plan.constants.append({key, text});
    }
    plan.extensions = m_extensions->text().split(u' ', Qt::SkipEmptyParts);
    return plan;
}

QString ImportForm::corpus() const
{
    return m_corpus->currentText().trimmed();
}

void ImportForm::setCorpora(const QStringList &names)
{
    const QString typed = m_corpus->currentText();
    const QSignalBlocker quiet(m_corpus);
    m_corpus->clear();
    m_corpus->addItems(names);
    m_corpus->setEditText(typed);
}

void ImportForm::setCorpus(const QString &name)
{
    m_corpus->setEditText(name);
}

void ImportForm::addInputs(const QStringList &paths)
{
    for (const QString &path : paths) {
        const QString absolute = QFileInfo(path).absoluteFilePath();
        if (!m_inputs.contains(absolute))
            m_inputs << absolute;
    }
    if (corpus().isEmpty() && !m_inputs.isEmpty())
        setCorpus(QFileInfo(m_inputs.first()).baseName());
    rebuildInputs();
    emit planChanged();
}

void ImportForm::removeInput(const QString &path)
{
    m_inputs.removeAll(path);
    rebuildInputs();
    emit planChanged();
}

void ImportForm::show(const ImportPreview &preview)
{
    for (auto it = m_fields.begin(); it != m_fields.end(); ++it) {
        auto *completer = new QCompleter(preview.fieldNames, m_rules[it.key()]);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        m_rules[it.key()]->setCompleter(completer);
        const QString value =
            preview.records.isEmpty() ? QString() : valueOf(preview.records.first(), it.key());
        it.value()->setConsequence(value.isEmpty() ? preview.records.isEmpty() ? QString() : u"–"_s
                                                   : value);
    }
}

QVariantMap ImportForm::state() const
{
    QVariantMap rules, constants;
    for (auto it = m_rules.begin(); it != m_rules.end(); ++it)
        rules.insert(it.key(), it.value()->text());
    for (auto it = m_constants.begin(); it != m_constants.end(); ++it)
        constants.insert(it.key(), it.value()->text());
    return {{u"inputs"_s, m_inputs},
            {u"corpus"_s, corpus()},
            {u"extensions"_s, m_extensions->text()},
            {u"fields"_s, rules},
            {u"constants"_s, constants}};
}

void ImportForm::restore(const QVariantMap &state)
{
    m_inputs = state.value(u"inputs"_s).toStringList();
    m_extensions->setText(state.value(u"extensions"_s).toString());
    const QVariantMap rules = state.value(u"fields"_s).toMap();
    const QVariantMap constants = state.value(u"constants"_s).toMap();
    for (auto it = m_rules.begin(); it != m_rules.end(); ++it)
        it.value()->setText(rules.value(it.key()).toString());
    for (auto it = m_constants.begin(); it != m_constants.end(); ++it)
        it.value()->setText(constants.value(it.key()).toString());
    setCorpus(state.value(u"corpus"_s).toString());
    rebuildInputs();
    emit planChanged();
}

void ImportForm::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Files to import"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportForm::addInputs);
    dialog->open();
}

void ImportForm::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Folder to import"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportForm::addInputs);
    dialog->open();
}

void ImportForm::rebuildInputs()
{
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const QString &path : m_inputs) {
        auto *chip = new Chip(QFileInfo(path).fileName(), true);
        chip->setTall(true);
        chip->setIconName(u"samples"_s);
        chip->setToolTip(path);
        connect(chip, &Chip::removeRequested, this, [this, path] { removeInput(path); });
        m_flow->addWidget(chip);
    }
    m_chips->setVisible(!m_inputs.isEmpty());
}

} // namespace phi1
