// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "core/synthesis/answer_record.h"

class QPlainTextEdit;
class QStandardItemModel;
class QTreeView;

namespace phi1 {

class ElidedLabel;
class EmptyState;

/// The last answers of a job, newest first, and the one chosen in full.
class AnswersPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit AnswersPanel(QWidget *parent = nullptr);

    void setAnswers(const QVector<AnswerRecord> &answers);
    QWidget *list() const;

private:
    void showCurrent();

    QVector<AnswerRecord> m_answers;
    QStandardItemModel *m_model;
    QTreeView *m_list;
    QPlainTextEdit *m_text;
    ElidedLabel *m_facts;
    EmptyState *m_empty;
    QWidget *m_content;
};

} // namespace phi1
