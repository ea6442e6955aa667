// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/prompt_editor.h"

#include "views/code/python_highlighter.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>

#include <algorithm>
#include <cmath>

namespace phi1 {

/// The column of line numbers; the editor paints it.
class PromptGutter final : public QWidget
{
public:
    explicit PromptGutter(PromptEditor *editor)
        : QWidget(editor)
        , m_editor(editor)
    {}
    QSize sizeHint() const override { return {m_editor->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_editor->paintGutter(event); }

private:
    PromptEditor *m_editor;
};

namespace {

constexpr int indentation = 4;
/// No model takes a hundredth of it, and a line of megabytes would hold the window up.
constexpr qsizetype longestText = 200000;

/// Text as a prompt can hold it: line ends as \n, without what no text holds.
QString cleaned(QString text, int *removed)
{
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    text.replace(u'\r', u'\n');
    text.replace(QChar::ParagraphSeparator, u'\n');
    text.replace(QChar::LineSeparator, u'\n');
    QString kept;
    kept.reserve(text.size());
    *removed = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const bool isPair =
            c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair) {
            kept += c;
            kept += text[++i];
            continue;
        }
        // NUL, halves of pairs, and the characters Qt's documents use for themselves.
        const char16_t code = c.unicode();
        if (code == 0 || c.isSurrogate() || code == 0xfdd0 || code == 0xfdd1 || code == 0xfffc ||
            code >= 0xfffe) {
            ++*removed;
            continue;
        }
        kept += c;
    }
    return kept;
}

int leadingSpaces(const QString &text)
{
    int count = 0;
    while (count < text.size() && (text[count] == u' ' || text[count] == u'\t'))
        ++count;
    return count;
}

} // namespace

PromptEditor::PromptEditor(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_gutter(new PromptGutter(this))
    , m_highlighter(new PythonHighlighter(document()))
{
    setAccessibleName(tr("Prompt"));
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(false);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { updateGutter(); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] { m_gutter->update(); });
    connect(document(), &QTextDocument::contentsChanged, this, [this] { setSuggestion({}); });
    Theme::instance().follow(this, [this] { restyle(); });
}

PromptEditor::~PromptEditor() = default;

void PromptEditor::restyle()
{
    const Theme &theme = Theme::instance();
    const QFont font = theme.font(Theme::Font::Code);
    setFont(font);
    document()->setDefaultFont(font);
    setTabStopDistance(QFontMetricsF(font).horizontalAdvance(u' ') * indentation);
    setCursorWidth(theme.px(1.5));
    document()->setDocumentMargin(theme.px(6));
    QPalette colors = theme.palette();
    colors.setColor(QPalette::Base, theme.color(Theme::Token::Surface));
    setPalette(colors);
    updateGutter();
}

QString PromptEditor::text() const
{
    return toPlainText();
}

void PromptEditor::setText(const QString &text)
{
    int removed = 0;
    const QString wanted = cleaned(text.left(longestText), &removed);
    if (wanted == toPlainText())
        return;
    // As an edit of the whole, so that it can be taken back.
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(wanted);
    cursor.setPosition(0);
    setTextCursor(cursor);
}

void PromptEditor::setSuggestion(const QString &text)
{
    if (text == m_suggestion)
        return;
    m_suggestion = text;
    viewport()->update();
}

bool PromptEditor::isHighlighting() const
{
    return m_highlighter->isEnabled();
}

void PromptEditor::setHighlighting(bool on)
{
    m_highlighter->setEnabled(on);
}

int PromptEditor::gutterWidth() const
{
    const Theme &theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(Theme::Font::Caption));
    const auto digits = std::max<qsizetype>(3, QString::number(blockCount()).size());
    return std::max(theme.px(30), static_cast<int>(std::ceil(metrics.horizontalAdvance(u'0') *
                                                             static_cast<double>(digits))) +
                                      theme.px(12));
}

void PromptEditor::updateGutter()
{
    // The document's margin lies between number and text as well.
    const int width = std::max(0, gutterWidth() - Theme::instance().px(6));
    setViewportMargins(width, 0, 0, 0);
    const QRect inner = contentsRect();
    m_gutter->setGeometry(inner.left(), inner.top(), width, inner.height());
    m_gutter->update();
}

void PromptEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    updateGutter();
}

void PromptEditor::paintGutter(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), theme.color(Theme::Token::Surface));
    painter.setFont(theme.font(Theme::Font::Caption));
    const int current = textCursor().blockNumber();
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    for (; block.isValid() && top <= event->rect().bottom(); block = block.next()) {
        const double height = blockBoundingRect(block).height();
        if (block.isVisible() && top + height >= event->rect().top()) {
            const bool isCurrent = block.blockNumber() == current && hasFocus();
            painter.setPen(theme.color(isCurrent ? Theme::Token::Text : Theme::Token::Text3));
            // The last block is higher than its line by the margin of the document.
            const double line = block.layout()->boundingRect().height();
            painter.drawText(QRectF(0, top, m_gutter->width() - theme.px(4), line),
                             Qt::AlignRight | Qt::AlignVCenter,
                             QString::number(block.blockNumber() + 1));
        }
        top += height;
    }
}

void PromptEditor::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    if (m_suggestion.isEmpty())
        return;
    const Theme &theme = Theme::instance();
    QTextCursor end(document());
    end.movePosition(QTextCursor::End);
    const QRect place = cursorRect(end);
    QPainter painter(viewport());
    painter.setFont(font());
    painter.setPen(theme.color(Theme::Token::Text3));
    const QFontMetrics metrics(font());
    const QStringList lines = m_suggestion.split(u'\n');
    int y = place.top() + metrics.ascent();
    int x = place.left();
    for (const QString &line : lines) {
        if (y - metrics.ascent() > viewport()->height())
            break;
        painter.drawText(x, y, line);
        y += place.height();
        x = static_cast<int>(contentOffset().x() + document()->documentMargin());
    }
}

bool PromptEditor::event(QEvent *event)
{
    // The window's own keys for running and stopping are this editor's while it has the focus.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() & Qt::ControlModifier) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void PromptEditor::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (enter && event->modifiers() & Qt::ControlModifier) {
        emit runRequested();
        return;
    }
    if (event->key() == Qt::Key_Escape && plain) {
        if (!m_suggestion.isEmpty())
            setSuggestion({});
        else
            emit stopRequested();
        return;
    }
    if (isReadOnly() || !plain) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    if (enter) {
        insertIndentedLine();
    } else if (event->key() == Qt::Key_Tab) {
        if (!m_suggestion.isEmpty() && textCursor().atEnd()) {
            const QString accepted = m_suggestion;
            textCursor().insertText(accepted);
            emit suggestionAccepted(accepted);
        } else if (textCursor().hasSelection()) {
            shiftLines(true);
        } else {
            const int column = textCursor().positionInBlock();
            textCursor().insertText(QString(indentation - column % indentation, u' '));
        }
    } else if (event->key() == Qt::Key_Backtab) {
        shiftLines(false);
    } else if (event->key() == Qt::Key_Backspace && !textCursor().hasSelection()) {
        backspaceIndentation();
    } else {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    ensureCursorVisible();
}

void PromptEditor::insertIndentedLine()
{
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    const QString before = cursor.block().text().left(cursor.positionInBlock());
    QString start = before.left(leadingSpaces(before));
    if (before.trimmed().endsWith(u':'))
        start += QString(indentation, u' ');
    cursor.insertText(u'\n' + start);
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void PromptEditor::shiftLines(bool deeper)
{
    QTextCursor cursor = textCursor();
    const int last = document()->findBlock(cursor.selectionEnd()).blockNumber();
    const QTextBlock first = document()->findBlock(cursor.selectionStart());
    // A selection that ends at the beginning of a line does not mean that line.
    const bool endsBefore =
        cursor.hasSelection() && last > first.blockNumber() &&
        document()->findBlock(cursor.selectionEnd()).position() == cursor.selectionEnd();
    cursor.beginEditBlock();
    QTextBlock block = first;
    for (; block.isValid() && block.blockNumber() <= last - (endsBefore ? 1 : 0);
         block = block.next()) {
        QTextCursor edit(block);
        if (deeper) {
            if (!block.text().isEmpty())
                edit.insertText(QString(indentation, u' '));
            continue;
        }
        int count = std::min(indentation, leadingSpaces(block.text()));
        if (block.text().startsWith(u'\t'))
            count = 1;
        edit.movePosition(QTextCursor::Right, QTextCursor::KeepAnchor, count);
        edit.removeSelectedText();
    }
    cursor.endEditBlock();
}

void PromptEditor::backspaceIndentation()
{
    QTextCursor cursor = textCursor();
    const int column = cursor.positionInBlock();
    const QString before = cursor.block().text().left(column);
    // In the indentation one step at once, so that Backspace undoes Tab.
    const bool inside = column > 0 && before.trimmed().isEmpty() && !before.contains(u'\t');
    const int count = inside ? (column - 1) % indentation + 1 : 1;
    cursor.beginEditBlock();
    for (int i = 0; i < count; ++i)
        cursor.deletePreviousChar();
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void PromptEditor::insertFromMimeData(const QMimeData *source)
{
    if (!source->hasText())
        return;
    int removed = 0;
    QString text = source->text();
    const qsizetype room = std::max<qsizetype>(0, longestText - document()->characterCount());
    const bool isCut = text.size() > room;
    if (isCut)
        text.truncate(room);
    text = cleaned(text, &removed);
    textCursor().insertText(text);
    ensureCursorVisible();
    if (isCut)
        emit textCleaned(tr("A prompt ends at %1 characters here; the rest was left out")
                             .arg(number_text::grouped(longestText)));
    else if (removed > 0)
        emit textCleaned(tr("%n characters that no prompt can hold, such as NUL, were left out",
                            nullptr, removed));
}

QMimeData *PromptEditor::createMimeDataFromSelection() const
{
    auto *selection = new QMimeData;
    // Text alone: colours and fonts of the editor are nothing for another program.
    QString text = textCursor().selectedText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    selection->setText(text);
    return selection;
}

} // namespace phi1
