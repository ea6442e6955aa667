// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QBoxLayout;

namespace phi1 {

class ActionButton;
class PopupHolder;
class PromptEditor;
class SamplingPanel;

/// The prompt with its sampling beside it; in narrow windows both choices are one line above it,
/// the library and the sampling open from there.
class PromptPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit PromptPanel(QWidget *parent = nullptr);

    PromptEditor *editor() const { return m_editor; }
    SamplingPanel *sampling() const { return m_sampling; }
    void setNarrow(bool narrow);
    bool isNarrow() const { return m_narrow; }
    void setTitle(const QString &title); ///< of the prompt, on the button of narrow windows
    void refreshSummary();               ///< of the sampling, there
    void openSampling();
    QWidget *libraryButton() const;
    int preferredHeight() const;

signals:
    void libraryRequested();

private:
    void arrange();

    bool m_narrow = false;
    QBoxLayout *m_row;
    QWidget *m_line; ///< the two buttons of narrow windows
    ActionButton *m_library;
    ActionButton *m_settings;
    PromptEditor *m_editor;
    SamplingPanel *m_sampling;
    QWidget *m_side; ///< holds the sampling beside the editor
    PopupHolder *m_popup;
};

} // namespace phi1
