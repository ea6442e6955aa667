// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace phi1 {

class PythonHighlighter;

/// The editor of a prompt: line numbers, Python highlighting, Enter keeps the indentation, Tab puts
/// four spaces (or indents the selected lines), Shift+Tab takes them away. A suggestion stands
/// dimmed after the cursor and Tab accepts it. Pasted text keeps every character but NUL and others
/// no text holds, of which textCleaned() tells.
class PromptEditor final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit PromptEditor(QWidget *parent = nullptr);
    ~PromptEditor() override;

    QString text() const;                    ///< with \n between lines, ready for the engine
    void setText(const QString &text);       ///< can be undone
    void setSuggestion(const QString &text); ///< shown at the end of the text; "" = none
    QString suggestion() const { return m_suggestion; }
    int gutterWidth() const;
    bool isHighlighting() const;
    void setHighlighting(bool on);

signals:
    void runRequested();  ///< Ctrl+Enter
    void stopRequested(); ///< Esc
    void suggestionAccepted(const QString &text);
    /// Characters that no prompt can hold were left out of a paste; how many, ready to show.
    void textCleaned(const QString &sentence);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    friend class PromptGutter;
    void restyle();
    void updateGutter();
    void paintGutter(QPaintEvent *event);
    void insertIndentedLine();
    void shiftLines(bool deeper);
    void backspaceIndentation();

    QWidget *m_gutter;
    PythonHighlighter *m_highlighter;
    QString m_suggestion;
};

} // namespace phi1
