// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/form_field.h"

#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/text_label.h"

#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>

namespace phi1 {

FormField::FormField(const QString &label, QWidget *editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_label(new TextLabel(label, Theme::Font::Body, Theme::Token::Text2, this))
    , m_paper(new TextLabel(Theme::Font::Small, Theme::Token::Text3, this))
    , m_reset(new QToolButton(this))
    , m_consequence(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text3, this))
    , m_errorLabel(new TextLabel(Theme::Font::Small, Theme::Token::Error, this))
    , m_layout(new QGridLayout(this))
{
    m_editor->setParent(this);
    if (m_editor->accessibleName().isEmpty())
        m_editor->setAccessibleName(label);
    const bool single = qobject_cast<QLineEdit *>(editor) || qobject_cast<QComboBox *>(editor) ||
                        qobject_cast<QAbstractSpinBox *>(editor);
    if (single)
        m_editor->setProperty("phi1Role", QStringLiteral("small"));
    m_editor->installEventFilter(this);
    m_label->setBuddy(m_editor);
    m_label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_reset->setProperty("phi1Role", QStringLiteral("link small"));
    m_reset->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_reset->setFocusPolicy(Qt::TabFocus);
    m_reset->hide();
    m_errorLabel->setWordWrap(true);
    m_errorLabel->hide();
    m_consequence->setElideMode(Qt::ElideRight);
    m_layout->addWidget(m_label, 0, 0);
    m_layout->addWidget(m_editor, 0, 1);
    m_layout->addWidget(m_paper, 0, 2);
    m_layout->addWidget(m_reset, 0, 2, Qt::AlignLeft | Qt::AlignVCenter);
    m_layout->addWidget(m_consequence, 0, 3);
    m_layout->addWidget(m_errorLabel, 1, 1, 1, 3);
    m_layout->setColumnStretch(3, 1);
    m_layout->setContentsMargins(0, 0, 0, 0);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_reset, &QToolButton::clicked, this, &FormField::resetRequested);
    Theme::instance().follow(this, [this] { restyle(); });
}

QString FormField::label() const
{
    return m_label->text();
}

void FormField::setLabel(const QString &label)
{
    if (m_editor->accessibleName() == m_label->text())
        m_editor->setAccessibleName(label);
    m_label->setText(label);
}

void FormField::setPaperText(const QString &text)
{
    m_paperText = text;
    restyle();
}

void FormField::setReferenceIsPreset(bool preset)
{
    m_isPreset = preset;
    restyle();
}

void FormField::setPaperVisible(bool visible)
{
    m_paperVisible = visible;
    restyle();
}

void FormField::setConsequence(const QString &text)
{
    m_consequence->setText(text);
}

void FormField::setChanged(bool changed)
{
    if (changed == m_changed)
        return;
    const bool hadFocus = m_reset->hasFocus();
    m_changed = changed;
    restyle();
    // The button that gave the value back goes; the focus stays with the field.
    if (hadFocus && !changed)
        m_editor->setFocus(Qt::OtherFocusReason);
}

void FormField::setError(const QString &sentence)
{
    if (sentence == m_error)
        return;
    m_error = sentence;
    m_errorLabel->setText(sentence);
    m_errorLabel->setVisible(!sentence.isEmpty());
    markEditor();
    if (!sentence.isEmpty()) {
        QAccessibleEvent alert(m_errorLabel, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void FormField::setSuffix(const QString &unit)
{
    if (!m_suffix) {
        m_suffix = new TextLabel(Theme::Font::Caption, Theme::Token::Text3, m_editor);
        m_suffix->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    m_suffix->setText(unit);
    m_suffix->setVisible(!unit.isEmpty());
    placeSuffix();
}

void FormField::setColumnWidths(int label, int editor, int paper)
{
    m_labelWidth = label;
    m_editorWidth = editor;
    m_paperWidth = paper;
    restyle();
}

bool FormField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        placeSuffix();
    return QWidget::eventFilter(watched, event);
}

void FormField::placeSuffix()
{
    if (!m_suffix)
        return;
    const Theme &theme = Theme::instance();
    const QSize size = m_suffix->sizeHint();
    m_suffix->setGeometry(m_editor->width() - size.width() - theme.px(8),
                          (m_editor->height() - size.height()) / 2, size.width(), size.height());
    if (auto *line = qobject_cast<QLineEdit *>(m_editor))
        line->setTextMargins(0, 0, m_suffix->text().isEmpty() ? 0 : size.width() + theme.px(4), 0);
}

void FormField::markEditor()
{
    const QString state = !m_error.isEmpty() ? QStringLiteral("error")
                          : m_changed        ? QStringLiteral("changed")
                                             : QString();
    m_editor->setProperty("phi1State", state);
    QString description = m_error;
    if (description.isEmpty() && m_changed)
        description = m_paperText.isEmpty() ? tr("differs from the paper")
                      : m_isPreset ? tr("differs from the preset, which has %1").arg(m_paperText)
                                   : tr("differs from the paper, which has %1").arg(m_paperText);
    m_editor->setAccessibleDescription(description);
    m_editor->update();
}

void FormField::restyle()
{
    const Theme &theme = Theme::instance();
    m_layout->setHorizontalSpacing(theme.px(12));
    m_layout->setVerticalSpacing(theme.px(2));
    m_layout->setColumnMinimumWidth(0, theme.px(m_labelWidth));
    m_label->setFixedWidth(theme.px(m_labelWidth));
    if (m_editorWidth > 0)
        m_editor->setFixedWidth(theme.px(m_editorWidth));
    m_layout->setColumnMinimumWidth(2, theme.px(m_paperWidth));
    m_paper->setFixedWidth(theme.px(m_paperWidth));
    m_layout->setRowMinimumHeight(0, theme.px(24));
    if (m_editor->property("phi1Role").toString() == u"small")
        m_editor->setFont(theme.font(Theme::Font::Small));

    const QString shown = m_paperText.isEmpty() ? tr("not stated") : m_paperText;
    m_paper->setText(shown);
    m_paper->setVisible(m_paperVisible && !m_changed);
    QFont bold = theme.font(Theme::Font::Small);
    bold.setWeight(QFont::Bold);
    m_reset->setFont(bold);
    m_reset->setText(QStringLiteral("◆ ") + shown);
    m_reset->setAccessibleName(
        (m_isPreset ? tr("%1: back to the preset's %2") : tr("%1: back to the paper's %2"))
            .arg(m_label->text(), shown));
    m_reset->setToolTip(m_isPreset ? tr("Back to the preset's value")
                                   : tr("Back to the paper's value"));
    m_reset->setVisible(m_paperVisible && m_changed);
    markEditor();
    placeSuffix();
}

} // namespace phi1
