// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/generate_form.h"

#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/synthesis/key_keeper.h"
#include "views/theme/theme.h"
#include "views/widgets/form_field.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/section_title.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int labelWidth = 108, editorWidth = 236;

/// Places in m_numbers.
enum Place {
    Samples,
    Seed,
    MaxTokens,
    Temperature,
    Concurrency,
    BudgetTokens,
    NearDuplicate,
    Least
};

} // namespace

GenerateForm::GenerateForm(QWidget *parent)
    : QWidget(parent)
    , m_kind(new SegmentedChoice)
    , m_api(new SegmentedChoice)
    , m_take(new SegmentedChoice)
    , m_truncated(new SegmentedChoice)
    , m_corpus(new QComboBox)
    , m_key(new QLineEdit)
    , m_keep(new QCheckBox(tr("Keep it in the desktop's secret service")))
    , m_keySource(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
{
    auto *layout = new QVBoxLayout(this);
    m_kind->addOption(tr("Textbook chapters"), u"textbook"_s);
    m_kind->addOption(tr("Exercises"), u"exercise"_s);
    m_kind->setAccessibleName(tr("What is written"));
    auto *kinds = new QHBoxLayout;
    kinds->addWidget(m_kind);
    kinds->addStretch(1);
    layout->addLayout(kinds);
    m_corpus->setEditable(true);
    m_corpus->setInsertPolicy(QComboBox::NoInsert);
    m_corpus->lineEdit()->setPlaceholderText(tr("name of a new corpus"));
    addRow(tr("Into corpus"), m_corpus);

    addSection(tr("Model"));
    m_endpoint = addLine(u"endpoint"_s, tr("Endpoint"), u"http://127.0.0.1:8080/v1"_s);
    m_model = addLine(u"model"_s, tr("Model"), tr("as the endpoint calls it"));
    m_api->addOption(tr("Chat"), u"chat"_s);
    m_api->addOption(tr("Continue text"), u"completions"_s);
    addRow(tr("Requests"), m_api);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    addRow(tr("Key"), m_key);
    layout->addWidget(m_keep);
    m_keySource->setWordWrap(true);
    layout->addWidget(m_keySource);

    addSection(tr("Prompts"));
    const auto number = [&](const QString &label, double low, double high, bool whole,
                            const QString &placeholder, const QString &unit) {
        auto *edit = new QLineEdit;
        edit->setPlaceholderText(placeholder);
        FormField *field = addRow(label, edit);
        if (!unit.isEmpty())
            field->setSuffix(unit);
        m_numbers.append({edit, field, low, high, whole, !placeholder.isEmpty()});
        connect(edit, &QLineEdit::textChanged, this, [this] {
            judge();
            if (!m_filling)
                emit edited();
        });
    };
    number(tr("Prompts"), 1, 1e9, true, {}, {});
    number(tr("Seed"), 0, 9e15, true, {}, {});
    m_topics = new QLineEdit;
    m_audiences = new QLineEdit;
    m_words = new QLineEdit;
    m_names = new QLineEdit;
    for (const auto &[edit, label] : {std::pair{m_topics, tr("Topics")},
                                      {m_audiences, tr("Audiences")},
                                      {m_words, tr("Seed words")},
                                      {m_names, tr("Function names")}}) {
        edit->setPlaceholderText(tr("those of the program"));
        edit->setAccessibleName(label);
        addRow(label, fileField(edit, label));
        connect(edit, &QLineEdit::textChanged, this, [this] {
            if (!m_filling)
                emit edited();
        });
    }

    addSection(tr("Answers"));
    number(tr("Longest answer"), 1, 1e6, true, {}, tr("tokens"));
    number(tr("Temperature"), 0, 100, false, {}, {});
    m_take->addOption(tr("Whole"), u"whole"_s);
    m_take->addOption(tr("Its code"), u"code"_s);
    addRow(tr("Sample is"), m_take);
    m_truncated->addOption(tr("Not kept"), u"refuse"_s);
    m_truncated->addOption(tr("Kept"), u"keep"_s);
    addRow(tr("Truncated"), m_truncated);

    addSection(tr("Pace and budget"));
    number(tr("At once"), 1, 256, true, {}, tr("requests"));
    number(tr("Budget"), 1, 9e15, true, tr("no limit"), tr("tokens"));
    number(tr("Too like"), 0.1, 2, false, {}, tr("above 1: off"));
    number(tr("At least"), 1, 1e6, true, {}, tr("bytes"));
    layout->addStretch(1);

    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16));
        layout->setSpacing(theme.px(7));
    });
    connect(m_kind, &SegmentedChoice::currentDataChanged, this, [this](const QVariant &kind) {
        if (!m_filling)
            emit presetChosen(kind.toString());
    });
    connect(m_corpus, &QComboBox::currentTextChanged, this, [this] {
        judge();
        if (!m_filling)
            emit edited();
    });
    for (SegmentedChoice *choice : {m_api, m_take, m_truncated})
        connect(choice, &SegmentedChoice::currentChanged, this, [this] {
            if (!m_filling)
                emit edited();
        });
    connect(m_key, &QLineEdit::textChanged, this, &GenerateForm::sayKey);
    connect(m_keep, &QCheckBox::toggled, this, [this](bool on) {
        sayKey();
        if (!m_filling)
            emit keepKeyChanged(on);
    });
    setDraft(presetDraft(u"textbook"_s));
    sayKey();
}

void GenerateForm::addSection(const QString &title)
{
    static_cast<QVBoxLayout *>(layout())->addWidget(new SectionTitle(title));
}

FormField *GenerateForm::addRow(const QString &label, QWidget *editor)
{
    if (qobject_cast<SegmentedChoice *>(editor)) { // as wide as its options, not as the column
        editor->setAccessibleName(label);
        auto *box = new QWidget;
        auto *inner = new QHBoxLayout(box);
        inner->setContentsMargins(0, 0, 0, 0);
        inner->addWidget(editor);
        inner->addStretch(1);
        box->setFocusProxy(editor);
        editor = box;
    }
    auto *field = new FormField(label, editor);
    field->setPaperVisible(false);
    field->setColumnWidths(labelWidth, editorWidth, 0);
    static_cast<QVBoxLayout *>(layout())->addWidget(field);
    return field;
}

QLineEdit *GenerateForm::addLine(const QString &key, const QString &label,
                                 const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(key);
    edit->setPlaceholderText(placeholder);
    addRow(label, edit);
    connect(edit, &QLineEdit::textChanged, this, [this] {
        judge();
        if (!m_filling)
            emit edited();
    });
    return edit;
}

QWidget *GenerateForm::fileField(QLineEdit *edit, const QString &title)
{
    auto *box = new QWidget;
    box->setFocusProxy(edit);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *button = new IconButton(u"folder"_s, tr("Choose a file of %1").arg(title.toLower()));
    layout->addWidget(edit, 1);
    layout->addWidget(button);
    connect(button, &QAbstractButton::clicked, this,
            [this, edit, title] { chooseFile(edit, title); });
    return box;
}

void GenerateForm::chooseFile(QLineEdit *edit, const QString &title)
{
    auto *dialog = new QFileDialog(this, tr("%1: text, one a line, or JSON").arg(title));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, edit, &QLineEdit::setText);
    dialog->open();
}

void GenerateForm::sayKey()
{
    const QString environment = KeyKeeper::environmentName();
    QString text;
    if (!m_key->text().trimmed().isEmpty())
        text = m_keep->isChecked() ? tr("Kept for this endpoint when the work begins")
                                   : tr("Used until the window closes, written nowhere");
    else if (m_keep->isChecked())
        text = tr("Asked of the secret service when the work begins");
    else if (!environment.isEmpty())
        text = tr("%1 of the environment is used").arg(environment);
    else
        text = tr("None; a server of your own mostly needs none");
    m_keySource->setText(text);
    m_key->setPlaceholderText(m_keep->isChecked() ? tr("in the secret service") : QString());
}

void GenerateForm::judge()
{
    m_problem.clear();
    for (const Number &number : m_numbers) {
        QString text = number.edit->text();
        text.remove(u' ').remove(QChar(thinSpace));
        bool fits = false;
        const double value = text.toDouble(&fits);
        fits = fits && std::isfinite(value) && value >= number.low && value <= number.high &&
               (!number.whole || value == std::floor(value));
        if (text.isEmpty() && number.mayBeEmpty)
            fits = true;
        const QString low = plain(number.low);
        const QString sentence =
            fits           ? QString()
            : number.whole ? tr("A whole number from %1 on is expected").arg(low)
                           : tr("A number from %1 to %2 is expected").arg(low, plain(number.high));
        number.field->setError(sentence);
        if (m_problem.isEmpty() && !fits)
            m_problem = tr("%1: %2").arg(number.field->label(), sentence);
    }
    if (m_problem.isEmpty() && m_endpoint->text().trimmed().isEmpty())
        m_problem = tr("name the endpoint first");
    else if (m_problem.isEmpty() && m_model->text().trimmed().isEmpty())
        m_problem = tr("name the model first");
    else if (m_problem.isEmpty() && m_corpus->currentText().trimmed().isEmpty())
        m_problem = tr("name the corpus first");
}

QString GenerateForm::problem() const
{
    return m_problem;
}

GenerateDraft GenerateForm::draft() const
{
    GenerateDraft draft = m_draft;
    SynthesisSpec &spec = draft.spec;
    const auto text = [](const QLineEdit *edit) { return edit->text().trimmed().toStdString(); };
    const auto take = [&](Place place, auto &value) {
        const Number &number = m_numbers[place];
        QString typed = number.edit->text();
        typed.remove(u' ').remove(QChar(thinSpace));
        bool fits = false;
        const double found = typed.toDouble(&fits);
        if (fits && found >= number.low && found <= number.high)
            value = static_cast<std::remove_reference_t<decltype(value)>>(found);
        else if (typed.isEmpty() && number.mayBeEmpty)
            value = 0;
    };
    draft.corpus = m_corpus->currentText().trimmed();
    spec.kind = m_kind->currentData().toString().toStdString();
    spec.endpoint.url = text(m_endpoint);
    spec.endpoint.model = text(m_model);
    spec.generation.api = m_api->currentData().toString().toStdString();
    spec.answers.take = m_take->currentData().toString().toStdString();
    spec.answers.truncated = m_truncated->currentData().toString().toStdString();
    // A text that is continued is one text only together with its beginning.
    spec.answers.keepPrompt = spec.generation.api == "completions";
    take(Samples, spec.samples);
    take(Seed, spec.seed);
    take(MaxTokens, spec.generation.maxTokens);
    take(Temperature, spec.generation.temperature);
    take(Concurrency, spec.requests.concurrency);
    take(BudgetTokens, spec.budget.tokens);
    take(NearDuplicate, spec.answers.nearDuplicate);
    take(Least, spec.answers.minimumBytes);
    draft.topicsFile = m_topics->text().trimmed();
    draft.audiencesFile = m_audiences->text().trimmed();
    draft.wordsFile = m_words->text().trimmed();
    draft.namesFile = m_names->text().trimmed();
    return draft;
}

void GenerateForm::setDraft(const GenerateDraft &draft)
{
    m_filling = true;
    m_draft = draft;
    const SynthesisSpec &spec = draft.spec;
    m_kind->setCurrentData(QString::fromStdString(spec.kind));
    m_corpus->setEditText(draft.corpus);
    m_endpoint->setText(QString::fromStdString(spec.endpoint.url));
    m_model->setText(QString::fromStdString(spec.endpoint.model));
    m_api->setCurrentData(QString::fromStdString(spec.generation.api));
    m_take->setCurrentData(QString::fromStdString(spec.answers.take));
    m_truncated->setCurrentData(QString::fromStdString(spec.answers.truncated));
    const auto put = [&](Place place, double value) {
        const Number &number = m_numbers[place];
        number.edit->setText(value == 0 && number.mayBeEmpty ? QString()
                             : number.whole                  ? plain(qint64(value))
                                                             : plain(value));
    };
    put(Samples, static_cast<double>(spec.samples));
    put(Seed, static_cast<double>(spec.seed));
    put(MaxTokens, static_cast<double>(spec.generation.maxTokens));
    put(Temperature, spec.generation.temperature);
    put(Concurrency, static_cast<double>(spec.requests.concurrency));
    put(BudgetTokens, static_cast<double>(spec.budget.tokens));
    put(NearDuplicate, spec.answers.nearDuplicate);
    put(Least, static_cast<double>(spec.answers.minimumBytes));
    m_topics->setText(draft.topicsFile);
    m_audiences->setText(draft.audiencesFile);
    m_words->setText(draft.wordsFile);
    m_names->setText(draft.namesFile);
    m_filling = false;
    judge();
}

void GenerateForm::setCorpora(const QStringList &names)
{
    const QString typed = m_corpus->currentText();
    const QSignalBlocker quiet(m_corpus);
    m_corpus->clear();
    m_corpus->addItems(names);
    m_corpus->setEditText(typed);
}

QString GenerateForm::typedKey() const
{
    return m_key->text().trimmed();
}

void GenerateForm::forgetTypedKey()
{
    m_key->clear();
}

bool GenerateForm::keepsKey() const
{
    return m_keep->isChecked();
}

void GenerateForm::setKeepsKey(bool on)
{
    m_filling = true;
    m_keep->setChecked(on);
    m_filling = false;
}

QWidget *GenerateForm::firstField() const
{
    return m_endpoint;
}

QWidget *GenerateForm::keyField() const
{
    return m_key;
}

} // namespace phi1
