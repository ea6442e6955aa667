// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/command_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSyntaxHighlighter>
#include <QTabBar>
#include <QTextDocument>
#include <QVBoxLayout>

#include "views/newrun/run_composer.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// The values of `--set key=value` and of changed keys in bold accent; section heads of TOML bold.
class ValueHighlighter final : public QSyntaxHighlighter
{
public:
    explicit ValueHighlighter(QTextDocument *document)
        : QSyntaxHighlighter(document)
    {}
    void setTab(int tab)
    {
        m_tab = tab;
        rehighlight();
    }

protected:
    void highlightBlock(const QString &text) override
    {
        const Theme &theme = Theme::instance();
        QTextCharFormat value;
        value.setForeground(theme.color(Theme::Token::Accent));
        value.setFontWeight(QFont::Bold);
        if (m_tab == 0) {
            const qsizetype set = text.indexOf("--set "_L1);
            const qsizetype equals = set < 0 ? -1 : text.indexOf(u'=', set);
            if (equals < 0)
                return;
            const qsizetype end = text.endsWith(" \\"_L1) ? text.size() - 2 : text.size();
            setFormat(static_cast<int>(equals + 1), static_cast<int>(end - equals - 1), value);
        } else if (m_tab == 1) {
            if (text.startsWith(u'[')) {
                QTextCharFormat head;
                head.setFontWeight(QFont::Bold);
                setFormat(0, static_cast<int>(text.size()), head);
            }
        } else {
            const qsizetype equals = text.indexOf(" = "_L1);
            const qsizetype was = text.lastIndexOf("  # "_L1);
            if (equals < 0)
                return;
            const qsizetype end = was < 0 ? text.size() : was;
            setFormat(static_cast<int>(equals + 3), static_cast<int>(end - equals - 3), value);
            if (was >= 0) {
                QTextCharFormat comment;
                comment.setForeground(theme.color(Theme::Token::Text3));
                setFormat(static_cast<int>(was), static_cast<int>(text.size() - was), comment);
            }
        }
    }

private:
    int m_tab = 0;
};

} // namespace

CommandPanel::CommandPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(QString(), this))
    , m_line(new QWidget)
    , m_lineText(new ElidedLabel({}, Theme::Font::CodeSmall, Theme::Token::Text2))
    , m_open(new QWidget)
    , m_tabs(new QTabBar)
    , m_countHolder(new QWidget)
    , m_count(new Chip)
    , m_copy(new ActionButton(tr("Copy"), u"copy"_s, ActionButton::Role::Flat))
    , m_fold(new IconButton(u"chevron-down"_s, tr("Show the whole command")))
    , m_text(new QPlainTextEdit)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_panel);
    m_panel->setHeadVisible(false);

    m_tabs->addTab(tr("Command"));
    m_tabs->addTab(tr("run.toml"));
    m_tabs->addTab(tr("Changed keys"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("What will be run"));
    m_count->setTone(Chip::Tone::Accent);
    // A tab gives what stands in it no distance from its text.
    auto *distance = new QHBoxLayout(m_countHolder);
    distance->addWidget(m_count);
    m_copy->setSmall(true);
    m_fold->setSmall(true);
    m_fold->setVisible(false);

    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Command"));
    auto *highlighter = new ValueHighlighter(m_text->document());

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QWidget;
    auto *headRow = new QHBoxLayout(head);
    auto *lineRow = new QHBoxLayout(m_line);
    lineRow->setContentsMargins(0, 0, 0, 0);
    lineRow->addWidget(new TextLabel(tr("Command"), Theme::Font::Small, Theme::Token::Text3));
    lineRow->addWidget(m_lineText, 1);
    m_lineText->setElideMode(Qt::ElideRight);
    headRow->addWidget(m_tabs);
    headRow->addWidget(m_line, 1);
    headRow->addStretch(0);
    headRow->addWidget(m_copy);
    headRow->addWidget(m_fold);
    column->addWidget(head);
    auto *open = new QVBoxLayout(m_open);
    open->setContentsMargins(0, 0, 0, 0);
    open->setSpacing(0);
    open->addWidget(new RuleLine(Qt::Horizontal, Theme::Token::Border));
    open->addWidget(m_text, 1);
    column->addWidget(m_open, 1);
    m_panel->setContent(content);
    m_line->setVisible(false);

    Theme::instance().follow(this, [this, headRow, lineRow, distance, highlighter] {
        const Theme &theme = Theme::instance();
        headRow->setContentsMargins(theme.px(4), 0, theme.px(8), 0);
        lineRow->setContentsMargins(theme.px(8), theme.px(4), 0, theme.px(4));
        lineRow->setSpacing(theme.px(10));
        distance->setContentsMargins(theme.px(20), 0, 0, 0);
        m_text->setFont(theme.font(Theme::Font::CodeSmall));
        QPalette palette = theme.palette();
        palette.setColor(QPalette::Base, theme.color(Theme::Token::Alt));
        m_text->setPalette(palette);
        m_text->document()->setDocumentMargin(theme.px(10));
        m_text->setMinimumHeight(theme.px(90));
        highlighter->rehighlight();
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this, highlighter](int tab) {
        select(tab);
        highlighter->setTab(tab);
    });
    connect(m_copy, &QPushButton::clicked, this, &CommandPanel::copy);
    connect(m_fold, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
}

void CommandPanel::show(const RunComposer &composer, const QString &runFolder)
{
    QString keys;
    const QVector<RunComposer::ChangedKey> changes = composer.changedKeys();
    for (const RunComposer::ChangedKey &change : changes)
        keys += change.key % " = "_L1 % change.value % "  # "_L1 %
                (change.preset.isEmpty() || change.preset == "[]"_L1 || change.preset == "\"\""_L1
                     ? tr("the preset leaves it open")
                     : tr("the preset has %1").arg(change.preset)) %
                u'\n';
    if (keys.isEmpty())
        keys = tr("Nothing: the run is the preset as it stands.");
    const QString texts[3] = {composer.command(runFolder, true), composer.toml(), keys};
    m_count->setText(QString::number(changes.size()));
    m_count->setVisible(!changes.isEmpty());
    // The tab bar asks for the size of what stands in a tab only when it is put there.
    m_tabs->setTabButton(2, QTabBar::RightSide, nullptr);
    m_countHolder->adjustSize();
    m_tabs->setTabButton(2, QTabBar::RightSide, m_countHolder);
    m_lineText->setText(composer.command(runFolder, false));
    for (int i = 0; i < 3; ++i) {
        if (m_texts[i] == texts[i])
            continue;
        m_texts[i] = texts[i];
        if (i == m_tabs->currentIndex())
            select(i);
    }
}

QString CommandPanel::text(int tab) const
{
    return m_texts[tab];
}

void CommandPanel::select(int tab)
{
    const int across = m_text->horizontalScrollBar()->value();
    const int down = m_text->verticalScrollBar()->value();
    m_text->setPlainText(m_texts[tab]);
    m_text->horizontalScrollBar()->setValue(across);
    m_text->verticalScrollBar()->setValue(down);
    m_text->setAccessibleName(m_tabs->tabText(tab));
}

void CommandPanel::setFoldable(bool foldable)
{
    m_fold->setVisible(foldable);
    setFolded(foldable);
}

void CommandPanel::setFolded(bool folded)
{
    m_folded = folded;
    m_line->setVisible(folded);
    m_fold->setIconName(folded ? u"chevron-down"_s : u"chevron-right"_s);
    m_fold->setDescription(folded ? tr("Show the whole command") : tr("Fold to one line"));
    m_tabs->setVisible(!folded);
    m_open->setVisible(!folded);
    setSizePolicy(QSizePolicy::Preferred, folded ? QSizePolicy::Fixed : QSizePolicy::Expanding);
}

void CommandPanel::copy()
{
    const int tab = m_folded ? 0 : m_tabs->currentIndex();
    QGuiApplication::clipboard()->setText(m_texts[tab]);
    emit copied(tab == 0   ? tr("Copied command")
                : tab == 1 ? tr("Copied run.toml")
                           : tr("Copied changed keys"));
}

} // namespace phi1
