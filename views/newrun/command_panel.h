// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QStackedWidget;
class QTabBar;

namespace phi1 {

class ActionButton;
class Chip;
class ElidedLabel;
class IconButton;
class Panel;
class RunComposer;

/// What will be run, exactly: the command for a shell, the configuration as TOML, and the keys that
/// differ from the preset. Folded it is one line, the command.
class CommandPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit CommandPanel(QWidget *parent = nullptr);

    void show(const RunComposer &composer, const QString &runFolder);
    using QWidget::show;
    void setFoldable(bool foldable); ///< where room is scarce; folds it at once
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    QString text(int tab) const; ///< as Copy takes it; 0 command, 1 TOML, 2 keys

signals:
    void copied(const QString &what);

private:
    void copy();
    void select(int tab);

    Panel *m_panel;
    QWidget *m_line;
    ElidedLabel *m_lineText;
    QWidget *m_open;
    QTabBar *m_tabs;
    QWidget *m_countHolder;
    Chip *m_count;
    ActionButton *m_copy;
    IconButton *m_fold;
    QPlainTextEdit *m_text;
    QString m_texts[3];
    bool m_folded = false;
};

} // namespace phi1
