// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QToolButton;

namespace phi1 {

class ElidedLabel;
class TextLabel;

/// A row of a form: label, editor, the paper's value, consequence; the sentence of an error below.
/// Where the value differs from the paper the editor has the accent outline and the paper's value
/// is a button with ◆ that asks for it back.
class FormField final : public QWidget
{
    Q_OBJECT
public:
    /// @param editor  is owned and gets the label as its accessible name unless it has one
    FormField(const QString &label, QWidget *editor, QWidget *parent = nullptr);

    QWidget *editor() const { return m_editor; }
    QString label() const;
    void setLabel(const QString &label);
    void setPaperText(const QString &text); ///< "" means that the paper says nothing: "not stated"
    void
    setReferenceIsPreset(bool preset);  ///< the value beside it is the preset's, not the paper's
    void setPaperVisible(bool visible); ///< off for rows that no recipe knows, such as a name
    void setConsequence(const QString &text);
    void setChanged(bool changed);
    bool isChanged() const { return m_changed; }
    void setError(const QString &sentence); ///< "" = none
    QString error() const { return m_error; }
    void setSuffix(const QString &unit); ///< unit at the right end inside a line edit: "steps"
    /// Widths for a 13 px font, alike in all rows of a form; 168, 150, 112 unless told.
    void setColumnWidths(int label, int editor, int paper);

signals:
    void resetRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restyle();
    void markEditor();
    void placeSuffix();

    QWidget *m_editor;
    TextLabel *m_label;
    TextLabel *m_paper;
    QToolButton *m_reset;
    ElidedLabel *m_consequence;
    TextLabel *m_errorLabel;
    TextLabel *m_suffix = nullptr;
    QGridLayout *m_layout;
    QString m_paperText;
    QString m_error;
    int m_labelWidth = 168;
    int m_editorWidth = 150;
    int m_paperWidth = 112;
    bool m_changed = false;
    bool m_isPreset = false;
    bool m_paperVisible = true;
};

} // namespace phi1
