// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/sample_panel.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"
#include "views/samples/details_popup.h"
#include "views/samples/label_bar.h"
#include "views/samples/provenance_panel.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/note_edit.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int noteDelay = 500; ///< milliseconds between the last key and keeping it

ActionButton *toggle(const QString &text, const QString &what)
{
    auto *button = new ActionButton(text, {}, ActionButton::Role::Flat);
    button->setCheckable(true);
    button->setSmall(true);
    button->setToolTip(what);
    return button;
}

} // namespace

SamplePanel::SamplePanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel)
    , m_text(new SampleTextView)
    , m_wrap(toggle(tr("Wrap"), tr("Wrap long lines (W)")))
    , m_whitespace(toggle(tr("Whitespace"), tr("Show spaces, tabs and line ends (I)")))
    , m_tokens(toggle(tr("Tokens"), tr("Show the borders of tokens (T)")))
    , m_loss(new ActionButton(tr("Loss"), {}, ActionButton::Role::Flat))
    , m_corpus(new IconButton(u"samples"_s, tr("Open it in its corpus")))
    , m_info(new IconButton(u"info"_s, tr("Everything about this sample")))
    , m_copy(new IconButton(u"copy"_s, tr("Copy the text")))
    , m_below(new QWidget)
    , m_problem(new Banner(Banner::Kind::Warning))
    , m_labels(new LabelBar)
    , m_note(new NoteEdit)
    , m_provenance(new ProvenancePanel)
{
    setAccessibleName(tr("Sample"));
    buildHead();
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("Add a note"));
    m_note->setFewestLines(1);
    m_problem->setClosable(false);
    m_problem->hide();
    auto *noteRow = new QHBoxLayout;
    auto *noteTitle = new TextLabel(tr("Note"), Theme::Font::Section, Theme::Token::Text2);
    noteRow->addWidget(noteTitle, 0, Qt::AlignTop);
    noteRow->addWidget(m_note, 1);
    auto *below = new QVBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(new RuleLine);
    below->addWidget(m_labels);
    below->addLayout(noteRow);
    below->addWidget(new RuleLine);
    below->addWidget(m_provenance);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_problem);
    column->addWidget(m_text, 1);
    column->addWidget(m_below);
    m_panel->setContent(content);
    m_panel->setContentMargin(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    m_noteTimer.setSingleShot(true);
    m_noteTimer.setInterval(noteDelay);
    connect(&m_noteTimer, &QTimer::timeout, this, &SamplePanel::flushNote);
    connect(m_note, &QPlainTextEdit::textChanged, this, [this] { m_noteTimer.start(); });
    connect(m_note, &NoteEdit::left, this, &SamplePanel::flushNote);
    Theme::instance().follow(this, [noteRow, noteTitle] {
        const Theme &theme = Theme::instance();
        noteRow->setContentsMargins(theme.px(12), 0, theme.px(8), theme.px(4));
        noteRow->setSpacing(theme.px(6));
        noteTitle->setContentsMargins(0, theme.px(6), 0, 0);
    });
    setPage(nullptr);
}

SamplePanel::~SamplePanel() = default;

void SamplePanel::buildHead()
{
    m_loss->setSmall(true);
    m_loss->setIconName(u"chevron-down"_s);
    m_loss->setToolTip(tr("Loss of each token under a checkpoint"));
    m_corpus->setSmall(true);
    m_corpus->hide();
    m_info->setSmall(true);
    m_copy->setSmall(true);
    for (QWidget *part :
         QList<QWidget *>{m_wrap, m_whitespace, m_tokens, m_loss, m_corpus, m_info, m_copy})
        m_panel->addHeadWidget(part);
    m_wrap->setChecked(m_text->isWrapping());
    connect(m_wrap, &QPushButton::toggled, this, [this](bool on) {
        m_text->setWrapping(on);
        emit stateChanged();
    });
    connect(m_whitespace, &QPushButton::toggled, this, [this](bool on) {
        m_text->setWhitespaceShown(on);
        emit stateChanged();
    });
    connect(m_text, &SampleTextView::wrappingChanged, m_wrap, &QPushButton::setChecked);
    connect(m_text, &SampleTextView::whitespaceShownChanged, m_whitespace,
            &QPushButton::setChecked);
    connect(m_tokens, &QPushButton::toggled, this, &SamplePanel::tokensToggled);
    connect(m_loss, &QPushButton::clicked, this, [this] { emit lossMenuRequested(m_loss); });
    connect(m_corpus, &QToolButton::clicked, this, &SamplePanel::corpusRequested);
    connect(m_info, &QToolButton::clicked, this, &SamplePanel::openDetails);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        m_text->copy();
        emit copied();
    });
}

void SamplePanel::setPage(const SamplePage *page, const QString &placeholder)
{
    const SampleRow row = page ? page->sample->row : noSample;
    if (row != m_row)
        flushNote();
    m_isDocument = false;
    m_corpus->hide();
    m_info->show();
    const bool another = row != m_row || !m_page.sample || !page ||
                         page->sample->hash != m_page.sample->hash || page->hits != m_page.hits;
    m_row = row;
    m_page = page ? *page : SamplePage{};
    m_stale = false;
    m_text->setDimmed(false);
    if (another) {
        m_text->setPlaceholder(placeholder);
        // What begins like a comment is a heading where there are blocks of code.
        m_text->setLanguage(page && page->sample->text.find("\n```") != std::string::npos
                                ? SampleTextView::Language::Markdown
                                : SampleTextView::Language::Automatic);
        m_text->setText(page ? QByteArray::fromStdString(page->sample->text) : QByteArray());
        m_text->setHits(m_page.hits);
    }
    m_labels->setEnabled(page != nullptr);
    m_labels->setLabel(m_page.label);
    // What is being typed is newer than what comes back.
    if (!m_note->hasFocus() || another || !page) {
        const QSignalBlocker blocker(m_note);
        m_keptNote = m_page.note;
        if (m_note->toPlainText() != m_page.note)
            m_note->setPlainText(m_page.note);
        m_noteTimer.stop();
    }
    m_note->setEnabled(page != nullptr);
    m_provenance->setPage(page);
    for (QWidget *part : QList<QWidget *>{m_tokens, m_loss, m_info, m_copy})
        part->setEnabled(page != nullptr);
    showTitle();
}

void SamplePanel::setDocument(const SamplePage &page, int index, int count, bool inCorpus)
{
    setPage(&page);
    m_isDocument = true;
    m_rank = index;
    m_count = count;
    m_corpus->setVisible(inCorpus);
    m_info->hide();
    showTitle();
}

void SamplePanel::setRank(qint64 rank, qint64 count)
{
    m_rank = rank;
    m_count = count;
    showTitle();
}

void SamplePanel::showTitle()
{
    const QString place = m_row == noSample || m_count == 0 ? QString()
                          : m_rank >= 0 ? tr("%1 of %2").arg(grouped(m_rank + 1), grouped(m_count))
                                        : tr("not among those found");
    if (m_isDocument) {
        m_panel->setTitle(tr("Document %1").arg(place));
        m_panel->setCaption(QString::fromStdString(m_page.sample->origin.source));
        return;
    }
    m_panel->setTitle(m_row == noSample
                          ? tr("Sample")
                          : tr("Sample %1").arg(grouped(static_cast<qint64>(m_row) + 1)));
    m_panel->setCaption(place);
}

void SamplePanel::setStale(bool stale)
{
    m_stale = stale;
    m_text->setDimmed(stale);
}

void SamplePanel::setProblem(const QString &sentence)
{
    m_problem->setBold(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void SamplePanel::setLossText(const QString &text, const QString &tip, bool on)
{
    m_loss->setText(text);
    m_loss->setToolTip(tip);
    m_loss->setAccessibleDescription(tip);
    m_loss->setDown(false);
    m_loss->setRole(on ? ActionButton::Role::Normal : ActionButton::Role::Flat);
    m_loss->setIconTone(on ? Theme::Token::Accent : Theme::Token::Text2);
}

void SamplePanel::setLossBusy(bool busy)
{
    m_loss->setBusy(busy);
}

void SamplePanel::openDetails()
{
    if (!m_page.sample)
        return;
    auto *popup = new DetailsPopup(m_panel->title(), ProvenancePanel::detailsText(m_page), this);
    popup->openBelow(m_info);
}

void SamplePanel::showTextOptions()
{
    m_wrap->setChecked(m_text->isWrapping());
    m_whitespace->setChecked(m_text->isWhitespaceShown());
}

void SamplePanel::flushNote()
{
    m_noteTimer.stop();
    const QString note = m_note->toPlainText();
    if (m_row == noSample || note == m_keptNote)
        return;
    m_keptNote = note;
    emit noteEdited(m_row, note);
}

void SamplePanel::setSampleParts(bool shown)
{
    m_below->setVisible(shown);
}

} // namespace phi1
