// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/template_panel.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSyntaxHighlighter>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// Placeholders in the accent's colour, names that are none in that of errors.
class PlaceholderHighlighter final : public QSyntaxHighlighter
{
public:
    explicit PlaceholderHighlighter(QTextDocument *document)
        : QSyntaxHighlighter(document)
    {
        connect(&Theme::instance(), &Theme::themeChanged, this, &QSyntaxHighlighter::rehighlight);
    }

protected:
    void highlightBlock(const QString &text) override
    {
        static const QRegularExpression pattern(uR"(\{\{|\}\}|\{([^{}]*)\})"_s);
        static const QStringList known = {u"topic"_s, u"audience"_s, u"seed_words"_s,
                                          u"function_name"_s};
        for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            if (match.captured(0) == u"{{"_s || match.captured(0) == u"}}"_s)
                continue;
            QTextCharFormat format;
            const bool fits = known.contains(match.captured(1));
            format.setForeground(
                Theme::instance().color(fits ? Theme::Token::Accent : Theme::Token::Error));
            format.setFontWeight(QFont::Bold);
            setFormat(static_cast<int>(match.capturedStart()),
                      static_cast<int>(match.capturedLength()), format);
        }
    }
};

QPlainTextEdit *textEdit(const QString &name)
{
    auto *edit = new QPlainTextEdit;
    edit->setAccessibleName(name);
    edit->setTabChangesFocus(true);
    return edit;
}

} // namespace

TemplatePanel::TemplatePanel(QWidget *parent)
    : QWidget(parent)
    , m_system(textEdit(tr("System message")))
    , m_text(textEdit(tr("Template of the prompts")))
    , m_preview(textEdit(tr("Prompt as it would be sent")))
    , m_problem(new TextLabel(Theme::Font::Body, Theme::Token::Error))
    , m_cell(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2))
    , m_place(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_previous(new IconButton(u"chevron-left"_s, tr("Previous prompt")))
    , m_next(new IconButton(u"chevron-right"_s, tr("Next prompt")))
    , m_random(new IconButton(u"shuffle"_s, tr("Any prompt")))
{
    new PlaceholderHighlighter(m_system->document());
    new PlaceholderHighlighter(m_text->document());
    m_preview->setReadOnly(true);
    m_problem->setWordWrap(true);
    m_problem->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_problem->hide();

    auto *left = new QVBoxLayout;
    left->addWidget(new SectionTitle(tr("Template"), tr("{topic} {audience} {seed_words} "
                                                        "{function_name}")));
    left->addWidget(m_text, 3);
    left->addWidget(new TextLabel(tr("System message"), Theme::Font::Small, Theme::Token::Text2));
    left->addWidget(m_system, 1);

    auto *head = new QHBoxLayout;
    head->addWidget(new SectionTitle(tr("As it is sent")), 1);
    head->addWidget(m_place);
    head->addWidget(m_previous);
    head->addWidget(m_next);
    head->addWidget(m_random);
    auto *right = new QVBoxLayout;
    right->addLayout(head);
    right->addWidget(m_cell);
    right->addWidget(m_preview, 1);
    right->addWidget(m_problem, 1);

    auto *layout = new QHBoxLayout(this);
    layout->addLayout(left, 1);
    layout->addLayout(right, 1);
    Theme::instance().follow(this, [this, layout, left, right, head] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12));
        layout->setSpacing(theme.px(16));
        left->setSpacing(theme.px(6));
        right->setSpacing(theme.px(6));
        head->setSpacing(theme.px(4));
        restyle();
    });
    for (QPlainTextEdit *edit : {m_system, m_text})
        connect(edit, &QPlainTextEdit::textChanged, this, &TemplatePanel::edited);
    connect(m_previous, &QAbstractButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QAbstractButton::clicked, this, [this] { step(1); });
    connect(m_random, &QAbstractButton::clicked, this, [this] {
        if (m_count > 0)
            emit promptWanted(QRandomGenerator::global()->generate64() % m_count);
    });
}

void TemplatePanel::restyle()
{
    const Theme &theme = Theme::instance();
    for (QPlainTextEdit *edit : {m_system, m_text, m_preview})
        edit->setFont(theme.font(Theme::Font::Code));
    const int line = theme.lineHeight(Theme::Font::Code);
    m_system->setMinimumHeight(2 * line + theme.px(12));
    m_text->setMinimumHeight(4 * line);
}

void TemplatePanel::setTemplates(const QString &system, const QString &text)
{
    for (const auto &[edit, value] : {std::pair{m_system, system}, std::pair{m_text, text}}) {
        if (edit->toPlainText() == value)
            continue;
        const QSignalBlocker quiet(edit);
        edit->setPlainText(value);
    }
}

QString TemplatePanel::systemTemplate() const
{
    return m_system->toPlainText();
}

QString TemplatePanel::promptTemplate() const
{
    return m_text->toPlainText();
}

QWidget *TemplatePanel::editor() const
{
    return m_text;
}

void TemplatePanel::setPlan(const GeneratePlan &plan)
{
    m_count = plan.prompts;
    const bool fits = m_count > 0;
    m_problem->setText(plan.problem);
    m_problem->setVisible(!fits && !plan.problem.isEmpty());
    m_preview->setVisible(fits);
    m_cell->setVisible(fits);
    m_place->setVisible(fits);
    for (IconButton *button : {m_previous, m_next, m_random})
        button->setEnabled(fits);
}

void TemplatePanel::setPreview(const PromptPreview &preview)
{
    m_item = preview.item;
    m_place->setText(tr("%1 of %2").arg(grouped(qint64(m_item) + 1), grouped(qint64(m_count))));
    m_cell->setText(preview.audience.isEmpty()
                        ? preview.topic
                        : tr("%1, for %2").arg(preview.topic, preview.audience));
    const QString text =
        preview.system.isEmpty() ? preview.prompt : preview.system + u"\n\n"_s + preview.prompt;
    if (m_preview->toPlainText() != text)
        m_preview->setPlainText(text);
    m_previous->setEnabled(m_item > 0);
    m_next->setEnabled(m_item + 1 < m_count);
}

void TemplatePanel::step(qint64 by)
{
    const qint64 wanted = qint64(m_item) + by;
    if (wanted >= 0 && quint64(wanted) < m_count)
        emit promptWanted(quint64(wanted));
}

} // namespace phi1
