// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QVector>
#include <QWidget>

#include "core/runs/run_config.h"

class QMenu;
class QVBoxLayout;

namespace phi1 {

struct RunForecast;
class ActionButton;
class FlowLayout;
class FormField;
class KeyField;
class RunComposer;
class TextLabel;
class WideRow;

/// Where the text comes from: sources as chips, how they are mixed, what is held out.
class DataSection final : public QWidget
{
    Q_OBJECT
public:
    /// @param workspace  its corpora/ are offered
    DataSection(RunComposer &composer, QString workspace, QWidget *parent = nullptr);

    void refresh();
    void show(const RunForecast &forecast);
    using QWidget::show;
    QVector<KeyField *> fields() const;
    QWidget *firstEditor() const;

signals:
    void restoreRequested(const QStringList &keys);

private:
    enum class Which { Train, Validation };

    std::vector<DataSource> sources(Which which) const;
    void setSources(Which which, const std::vector<DataSource> &sources);
    void fillMenu(QMenu *menu, Which which);
    void addSource(Which which, const QString &path);
    void rebuildChips(Which which);
    void rebuildShares();

    RunComposer &m_composer;
    QString m_workspace;
    QVBoxLayout *m_layout;
    QWidget *m_chips[2];
    FlowLayout *m_flows[2];
    ActionButton *m_add[2];
    WideRow *m_trainRow;
    WideRow *m_heldOutRow;
    TextLabel *m_heldOut;
    KeyField *m_passages;
    KeyField *m_exercises;
    QVector<FormField *> m_shares;
    std::vector<DataSource> m_shown[2];
    bool m_first = true;
};

/// "textbook" for builtin:textbook, the folder's name otherwise.
QString sourceName(const std::string &path);

} // namespace phi1
