// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/key_field.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTimer>

#include "views/newrun/run_composer.h"
#include "views/theme/theme.h"
#include "views/widgets/form_field.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int errorDelay = 500; // ms: half a number is not a mistake yet

QLineEdit *smallEdit()
{
    auto *edit = new QLineEdit;
    edit->setProperty("phi1Role", u"small"_s);
    return edit;
}

} // namespace

KeyField *KeyField::entry(RunComposer &composer, const QString &key, const QString &label,
                          QWidget *parent)
{
    QLineEdit *edit = smallEdit();
    edit->setObjectName(key);
    return new KeyField(composer, {{key, edit, nullptr}}, new FormField(label, edit, parent));
}

KeyField *KeyField::choice(RunComposer &composer, const QString &key, const QString &label,
                           const QVector<Choice> &choices, QWidget *parent)
{
    auto *box = new QComboBox;
    box->setProperty("phi1Role", u"small"_s);
    box->setObjectName(key);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *field = new KeyField(composer, {{key, nullptr, box}}, new FormField(label, box, parent));
    field->setChoices(choices);
    return field;
}

KeyField *KeyField::pair(RunComposer &composer, const QString &first, const QString &second,
                         const QString &label, QWidget *parent)
{
    auto *both = new QWidget;
    auto *layout = new QHBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    Theme::instance().follow(both, [layout] { layout->setSpacing(Theme::instance().px(6)); });
    QVector<Part> parts;
    for (const QString &key : {first, second}) {
        QLineEdit *edit = smallEdit();
        edit->setObjectName(key);
        edit->setAccessibleName(key);
        edit->setMinimumWidth(1);
        layout->addWidget(edit);
        parts.append({key, edit, nullptr});
    }
    both->setFocusProxy(parts.first().edit);
    return new KeyField(composer, parts, new FormField(label, both, parent));
}

KeyField::KeyField(RunComposer &composer, QVector<Part> parts, FormField *row)
    : QObject(row)
    , m_composer(composer)
    , m_parts(std::move(parts))
    , m_row(row)
    , m_errorTimer(new QTimer(this))
{
    m_errorTimer->setSingleShot(true);
    m_errorTimer->setInterval(errorDelay);
    connect(m_errorTimer, &QTimer::timeout, this, &KeyField::showError);
    connect(row, &FormField::resetRequested, this, &KeyField::restore);
    for (const Part &part : m_parts) {
        if (part.edit) {
            connect(part.edit, &QLineEdit::textEdited, this,
                    [this, part](const QString &text) { typed(part, text); });
            connect(part.edit, &QLineEdit::editingFinished, this, [this, part] {
                showError();
                if (!m_composer.error(part.key).isEmpty())
                    return;
                const QSignalBlocker blocker(part.edit);
                if (part.edit->text() != shown(part.key))
                    part.edit->setText(shown(part.key));
            });
        }
        if (part.box) {
            connect(part.box, &QComboBox::activated, this, [this, part](int index) {
                m_composer.set(part.key, part.box->itemData(index).toString());
            });
        }
    }
    refresh();
}

QStringList KeyField::keys() const
{
    QStringList keys;
    for (const Part &part : m_parts)
        keys.append(part.key);
    return keys;
}

void KeyField::setChoices(const QVector<Choice> &choices)
{
    m_choices = choices;
    for (const Part &part : m_parts) {
        if (part.box) {
            part.box->clear();
            refreshBox(part);
        }
    }
}

void KeyField::typed(const Part &part, const QString &text)
{
    const QString toml = tomlFromTyped(part.key, text);
    m_row->setError({});
    m_errorTimer->start();
    if (toml.isEmpty() || toml == "\"\""_L1)
        m_composer.set(part.key, u"\"\""_s); // empty is a mistake for a number, "none" for a text
    else
        m_composer.set(part.key, toml);
}

QString KeyField::shown(const QString &key) const
{
    const QString typedText = m_composer.typed(key);
    if (!m_composer.error(key).isEmpty() && !typedText.isEmpty())
        return shownValue(key, typedText);
    // A number stays as it was written: 1.5e-3, not 0.0015. Counts get their groups.
    bool isNumber = false;
    typedText.toDouble(&isNumber);
    if (isNumber && (shownValue(key, u"1000"_s) == u"1000.0"_s || key.endsWith("learning_rate"_L1)))
        return typedText;
    return shownValue(key, m_composer.value(key));
}

void KeyField::refreshEdit(const Part &part)
{
    const QString text = shown(part.key);
    // What is being typed is left alone, unless something else changed the value.
    const QString typedToml = tomlFromTyped(part.key, part.edit->text());
    const auto means = [&](const QString &toml) {
        bool isNumber = false, isTyped = false;
        const double number = toml.toDouble(&isNumber);
        const double other = typedToml.toDouble(&isTyped);
        return isNumber && isTyped ? number == other : toml == typedToml;
    };
    const bool typing = part.edit->hasFocus() &&
                        (means(m_composer.typed(part.key)) || means(m_composer.value(part.key)) ||
                         part.edit->text().trimmed().isEmpty());
    if (typing || part.edit->text() == text)
        return;
    const QSignalBlocker blocker(part.edit);
    part.edit->setText(text);
}

void KeyField::refreshBox(const Part &part)
{
    const QSignalBlocker blocker(part.box);
    const QString value = m_composer.error(part.key).isEmpty() ? m_composer.value(part.key)
                                                               : m_composer.typed(part.key);
    if (part.box->count() == 0) {
        for (const Choice &choice : std::as_const(m_choices))
            part.box->addItem(choice.text, choice.toml);
    }
    int index = part.box->findData(value);
    if (index < 0) {
        part.box->addItem(shownValue(part.key, value), value);
        index = part.box->count() - 1;
    }
    part.box->setCurrentIndex(index);
}

void KeyField::refresh()
{
    QStringList papers;
    bool anyPaper = false, changed = false, wrong = false;
    for (const Part &part : m_parts) {
        if (part.edit)
            refreshEdit(part);
        if (part.box)
            refreshBox(part);
        const ReferenceValue reference = m_composer.reference(part.key);
        QString text = reference.shown;
        for (const Choice &choice : std::as_const(m_choices)) {
            if (!reference.toml.isEmpty() && choice.toml == reference.toml)
                text = choice.text;
        }
        papers.append(text);
        anyPaper = anyPaper || !text.isEmpty();
        changed = changed || m_composer.differs(part.key);
        wrong = wrong || !m_composer.error(part.key).isEmpty();
    }
    m_row->setReferenceIsPreset(!m_composer.isInPaper());
    m_row->setPaperVisible(anyPaper || m_composer.isInPaper());
    m_row->setPaperText(anyPaper ? papers.join(u", "_s) : QString());
    m_row->setChanged(changed);
    if (!wrong) {
        m_errorTimer->stop();
        m_row->setError({});
    } else if (!m_errorTimer->isActive()) {
        showError();
    }
}

void KeyField::showError()
{
    m_errorTimer->stop();
    QString sentence;
    for (const Part &part : m_parts) {
        if (sentence.isEmpty())
            sentence = m_composer.error(part.key);
    }
    m_row->setError(sentence);
}

void KeyField::restore()
{
    emit restoreRequested(keys());
}

} // namespace phi1
